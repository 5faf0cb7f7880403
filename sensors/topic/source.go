package topic

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"edgetune/internal/mqtt"
	"edgetune/sensors"
	"edgetune/sensors/pace"
)

// Conf says which topic to read and what its messages mean.
type Conf struct {
	Broker   string // mqtt://host:1883 or mqtts://host:8883
	Topic    string
	ClientID string // of this source alone
	Username string
	Password string
	TLS      *tls.Config   // nil: the system's roots
	Retry    time.Duration // between two tries to connect; 0: 10 s

	Channels []string
	Units    []string      // by channel; may be empty
	Rate     float64       // messages per second, where they come regularly; 0 is unknown
	Label    string        // key of the class, a name or a number; empty for none
	Classes  []string      // names of the classes
	Timeout  time.Duration // Read fails when nothing came for so long; 0 waits
}

// queue is how many messages wait for the reader.
const queue = 256

// ErrSilent is in the chain of the error that nothing came for the time of Conf.Timeout.
var ErrSilent = errors.New("no message came")

// message is what came, and when.
type message struct {
	at      time.Time
	payload []byte
	gap     bool // something was lost before it
}

// Source reads a topic.
type Source struct {
	conf    Conf
	info    sensors.Info
	client  *mqtt.Client
	came    chan message
	failed  chan error  // of the first connection
	hole    atomic.Bool // something was lost before the next message
	gap     bool        // the next sample begins a new run
	lost    atomic.Uint64
	timer   *time.Timer
	start   time.Time
	samples uint64
	run     int
}

var _ sensors.Source = (*Source)(nil)

// New begins to connect and returns. Its goroutines end with Close.
func New(c Conf) (*Source, error) {
	if len(c.Channels) == 0 {
		return nil, errors.New("sensors/topic: no channel; name the keys of the messages, as channels=temperature,humidity")
	}
	if len(c.Units) > 0 && len(c.Units) != len(c.Channels) {
		return nil, fmt.Errorf("sensors/topic: %d units for %d channels; give each one", len(c.Units), len(c.Channels))
	}
	if err := mqtt.CheckTopic(c.Topic, false); err != nil {
		return nil, fmt.Errorf("sensors/topic: %w", err)
	}
	s := &Source{conf: c, came: make(chan message, queue), failed: make(chan error, 1), timer: time.NewTimer(time.Hour), start: time.Now()}
	s.timer.Stop()
	s.info = sensors.Info{
		Layout:   sensors.Layout{Height: 1, Steps: 1, Channels: len(c.Channels), Rate: c.Rate},
		Channels: c.Channels, Units: c.Units, Classes: c.Classes,
	}
	var err error
	s.client, err = mqtt.Dial(context.Background(), mqtt.Options{
		Broker: c.Broker, ClientID: c.ClientID, Username: c.Username, Password: c.Password, TLS: c.TLS, Retry: c.Retry,
		Subscribe: []string{c.Topic}, Handle: s.handle, Failed: s.fail,
	})
	if err != nil {
		return nil, fmt.Errorf("sensors/topic: %w", err)
	}
	return s, nil
}

// handle queues a message; when the reader is late, it is dropped.
func (s *Source) handle(m mqtt.Message) {
	if m.Retain {
		return
	}
	select {
	case s.came <- message{time.Now(), m.Payload, s.hole.Swap(false)}:
	default:
		s.lost.Add(1)
		s.hole.Store(true)
	}
}

// fail keeps an error of the connection for the first Read.
func (s *Source) fail(err error) {
	s.hole.Store(true)
	select {
	case s.failed <- err:
	default:
	}
}

// Info implements sensors.Source.
func (s *Source) Info() sensors.Info { return s.info }

// Stats returns how many messages were read and how many were lost: they came too fast, or
// could not be read.
func (s *Source) Stats() pace.Stats { return pace.Stats{Samples: s.samples, Lost: s.lost.Load()} }

// Read implements sensors.Source: it waits for the next message. Until the first sample it
// returns what fails: the connection, or a message that cannot be read. After that the
// connection is made again and such messages are left out, and the next sample begins a run.
func (s *Source) Read(ctx context.Context, dst *sensors.Sample) error {
	for {
		m, err := s.wait(ctx)
		if err != nil {
			return err
		}
		s.gap = s.gap || m.gap
		dst.Label, err = s.conf.decode(m.payload, dst.Values)
		if err == nil {
			s.stamp(m, dst)
			return nil
		}
		s.lost.Add(1)
		s.gap = true
		if s.samples == 0 {
			return fmt.Errorf("sensors/topic: %s: %w", s.conf.Topic, err)
		}
	}
}

// stamp says when and in which run a sample came. Times are monotonic since the start.
func (s *Source) stamp(m message, dst *sensors.Sample) {
	if s.gap && s.samples > 0 {
		s.run++
	}
	s.gap = false
	s.samples++
	dst.Time, dst.Length, dst.Run = s.start.UnixNano()+int64(m.at.Sub(s.start)), 1, s.run
}

// wait returns the next message.
func (s *Source) wait(ctx context.Context) (message, error) {
	failed := s.failed
	if s.samples > 0 {
		failed = nil
	}
	if s.conf.Timeout > 0 {
		s.timer.Reset(s.conf.Timeout)
		defer s.timer.Stop()
	}
	select {
	case m := <-s.came:
		return m, nil
	case <-ctx.Done():
		return message{}, ctx.Err()
	case err := <-failed:
		return message{}, fmt.Errorf("sensors/topic: %s: %w; check broker, user and password", s.conf.Topic, err)
	case <-s.timer.C:
		s.gap = true
		return message{}, fmt.Errorf("sensors/topic: %s: %w for %v; check that the sensor sends and that the topic is right", s.conf.Topic, ErrSilent, s.conf.Timeout)
	}
}

// Close implements sensors.Source: it disconnects.
func (s *Source) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := s.client.Close(ctx); err != nil && s.client.Online() {
		return fmt.Errorf("sensors/topic: %w", err)
	}
	return nil
}
