package service

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"edgetune/firmware/telemetry"
	"edgetune/internal/mqtt"
)

// home is the MQTT side: what the learner says goes out, labels come in.
type home struct {
	device string
	every  time.Duration
	mu     sync.Mutex
	newest *telemetry.Prediction
	fresh  chan struct{} // a prediction waits
}

func newHome(device string, every time.Duration) *home {
	return &home{device: device, every: every, fresh: make(chan struct{}, 1)}
}

func (h *home) topic(last string) string { return "edgetune/" + h.device + "/" + last }

// predicted notes the newest answer; those that come faster than they may be published
// are left out.
func (h *home) predicted(p *telemetry.Prediction) {
	h.mu.Lock()
	h.newest = p
	h.mu.Unlock()
	select {
	case h.fresh <- struct{}{}:
	default:
	}
}

func (h *home) prediction() *telemetry.Prediction {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.newest
}

// options are those of the connection. The device is available as long as it lasts.
func (h *home) options(c *Config, handle func(mqtt.Message), failed func(error)) (mqtt.Options, error) {
	o := mqtt.Options{
		Broker: c.MQTT.Broker, ClientID: "edgetune-" + h.device, Username: c.MQTT.User,
		Online:    &mqtt.Message{Topic: h.topic("availability"), Payload: []byte("online"), Retain: true, QoS: 1},
		Will:      &mqtt.Message{Topic: h.topic("availability"), Payload: []byte("offline"), Retain: true, QoS: 1},
		Subscribe: []string{h.topic("label")}, Handle: handle, Failed: failed,
	}
	if c.MQTT.PasswordFile != "" {
		b, err := readSmall(c.MQTT.PasswordFile, mostSecret)
		if err != nil {
			return o, fmt.Errorf("firmware/service: mqtt.password_file: %w", err)
		}
		o.Password = strings.TrimRight(string(b), "\r\n")
	}
	if c.MQTT.CA != "" {
		b, err := readSmall(c.MQTT.CA, mostConfig)
		if err != nil {
			return o, fmt.Errorf("firmware/service: mqtt.ca: %w", err)
		}
		roots := x509.NewCertPool()
		if !roots.AppendCertsFromPEM(b) {
			return o, fmt.Errorf("firmware/service: mqtt.ca: %s holds no certificate", c.MQTT.CA)
		}
		o.TLS = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	}
	return o, nil
}

// stateEvery is the time between two messages of the state.
const stateEvery = 10 * time.Second

// publish speaks MQTT until ctx is done. A broker that is away is no reason to stop.
func (s *Service) publish(ctx context.Context) error {
	if s.home == nil {
		return nil
	}
	o, err := s.home.options(&s.config, s.hear, func(err error) { s.log.Warn("MQTT", "err", err) })
	if err != nil {
		return err
	}
	c, err := mqtt.Dial(context.WithoutCancel(ctx), o)
	if err != nil {
		return err
	}
	s.speak(ctx, c)
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	if err := c.Close(late); err != nil {
		s.log.Debug("MQTT", "err", err)
	}
	return nil
}

// speak sends what is new. After each connection that is everything.
func (s *Service) speak(ctx context.Context, c *mqtt.Client) {
	tick := time.NewTicker(s.home.every)
	defer tick.Stop()
	var online bool
	var state time.Time
	var known []string
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := c.Online()
		if !now {
			online = false
			continue
		}
		if names := s.names.list(); !online || !slices.Equal(known, names) {
			s.introduce(ctx, c)
			known, state = names, time.Time{}
		}
		online = true
		select {
		case <-s.home.fresh:
			s.send(ctx, c, "prediction", s.home.prediction(), false)
			s.sendAnomaly(ctx, c)
		default:
		}
		if time.Since(state) >= stateEvery {
			s.send(ctx, c, "state", s.summary(), true)
			state = time.Now()
		}
	}
}

func (s *Service) sendAnomaly(ctx context.Context, c *mqtt.Client) {
	if a := s.board.picture().Anomaly; a != nil {
		s.send(ctx, c, "anomaly", a, false)
	}
}

func (s *Service) send(ctx context.Context, c *mqtt.Client, topic string, body any, retain bool) {
	b, err := json.Marshal(body)
	if err == nil {
		err = c.Publish(ctx, mqtt.Message{Topic: s.home.topic(topic), Payload: b, Retain: retain})
	}
	if err != nil && ctx.Err() == nil {
		s.log.Debug("MQTT", "err", err)
	}
}

// summary is the state without its lists.
func (s *Service) summary() any {
	st, h := s.State(), s.Health()
	return struct {
		Time       string    `json:"time"`
		Version    string    `json:"version"`
		Model      string    `json:"model"`
		Generation uint64    `json:"generation"`
		Steps      int       `json:"steps"`
		Windows    int       `json:"windows"`
		Loss       *float64  `json:"loss"`
		Accuracy   *float64  `json:"accuracy"`
		Errors     []float64 `json:"errors,omitempty"`
		Drifts     int       `json:"drifts"`
		Paused     bool      `json:"paused"`
		Healthy    bool      `json:"healthy"`
		Reasons    []string  `json:"reasons,omitempty"`
	}{st.Time, st.Version, st.Model, h.Generation, st.Steps, st.Windows, st.Loss, st.Accuracy, st.Errors, st.Drift.Count, st.Paused, len(h.Reasons) == 0, h.Reasons}
}

// hear takes a label: the name of a class, or values, for the newest window, or the JSON
// that the page sends. One that the broker kept is of another time.
func (s *Service) hear(m mqtt.Message) {
	if m.Retain {
		return
	}
	l, err := parseLabel(m.Payload)
	if err == nil {
		_, err = s.give(l, nil)
	}
	if err != nil {
		s.board.count(`edgetune_labels_refused_total{from="mqtt"}`, 1)
		s.log.Warn("label from MQTT refused", "err", err)
	}
}

// mostLabel bounds a label.
const mostLabel = 4 << 10

func parseLabel(b []byte) (l telemetry.Label, err error) {
	if len(b) > mostLabel {
		return l, fmt.Errorf("%w: %d bytes; %d are the most", telemetry.ErrBadLabel, len(b), mostLabel)
	}
	text := strings.TrimSpace(string(b))
	if !strings.HasPrefix(text, "{") {
		l.Class = text
		return l, nil
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return l, errors.Join(telemetry.ErrBadLabel, err)
	}
	if d.More() {
		return l, fmt.Errorf("%w: more than one object", telemetry.ErrBadLabel)
	}
	return l, nil
}
