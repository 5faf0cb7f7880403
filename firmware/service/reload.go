package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"slices"

	"edgetune/sensors/trust"
)

// reloads reads the configuration again at each signal.
func (s *Service) reloads(ctx context.Context, reload <-chan os.Signal) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-reload:
			if err := s.reload(); err != nil {
				s.log.Error("configuration not changed", "err", err)
			}
		}
	}
}

// reload takes what may change while the service runs, all of it or nothing, and names
// what needs a restart.
func (s *Service) reload() error {
	if s.o.Reload == nil {
		return errors.New("firmware/service: there is no file to read again")
	}
	c, err := s.o.Reload()
	if err != nil {
		return err
	}
	token, err := c.Token(s.o.Env)
	if err != nil {
		return err
	}
	limits, err := s.limits(&c)
	if err != nil {
		return err
	}
	if err := s.guard.believe(limits); err != nil {
		return err
	}
	s.token.Store(&token)
	s.setHeat(c.Learn.MaxTemperature)
	select {
	case s.learner.share <- c.Learn.CPUShare:
	case <-s.learner.gone:
	}
	if s.o.Level != nil {
		if err := s.setLevel(c.Log.Level); err != nil {
			return err
		}
	}
	live, rest := s.changes(&c)
	s.log.Info("configuration read again", "changed", live, "need a restart", rest)
	return nil
}

func (s *Service) setLevel(name string) error {
	var l slog.Level
	if err := l.UnmarshalText([]byte(name)); err != nil {
		return err
	}
	s.o.Level.Set(l)
	return nil
}

// changes lists the keys of c that differ, and takes over those that are live.
func (s *Service) changes(c *Config) (live, rest []string) {
	for _, k := range Keys() {
		switch was, is := k.Text(&s.config), k.Text(c); {
		case was == is:
		case k.Live:
			live = append(live, k.Name)
			reflect.ValueOf(k.field(&s.config)).Elem().Set(reflect.ValueOf(k.field(c)).Elem())
		default:
			rest = append(rest, k.Name)
		}
	}
	if !reflect.DeepEqual(s.config.Sensors, c.Sensors) {
		rest = append(rest, "sensor")
	}
	if !slices.Equal(s.config.Buttons, c.Buttons) {
		rest = append(rest, "button")
	}
	return live, rest
}

// mostLimits bounds a file of limits.
const mostLimits = 1 << 20

// limits are those that readings are judged by: of trust.limits, else of the model,
// less what trust.off leaves out. nil: none.
func (s *Service) limits(c *Config) (*trust.Limits, error) {
	l := &trust.Limits{}
	switch {
	case c.Trust.Limits != "":
		var err error
		if l, err = c.readLimits(); err != nil {
			return nil, err
		}
	case s.bundle.Trust != nil:
		*l = *s.bundle.Trust
	default:
		return nil, nil
	}
	l.Off = append(slices.Clone(l.Off), c.Trust.Off...)
	return l, nil
}

// readLimits reads trust.limits.
func (c *Config) readLimits() (*trust.Limits, error) {
	b, err := readSmall(c.Trust.Limits, mostLimits)
	if err != nil {
		return nil, fmt.Errorf("firmware/service: trust.limits: %w", err)
	}
	l, err := trust.Parse(b)
	if err != nil {
		return nil, fmt.Errorf("firmware/service: trust.limits: %s: %w", c.Trust.Limits, err)
	}
	return l, nil
}
