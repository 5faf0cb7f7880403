package service

import (
	"context"
	"strings"
	"sync/atomic"

	"edgetune/firmware/telemetry"
	"edgetune/sensors"
	"edgetune/sensors/trust"
)

// guard gives each sample a verdict, and scores those that are believed.
type guard struct {
	src     sensors.Source
	sensor  string // name of the only one, where channels do not say
	refused func(telemetry.Refusal)
	normal  *normal // nil: no score
	score   func(*telemetry.Anomaly)
	fresh   int // last steps of a sample that no sample had before; 0: all

	checker *trust.Checker // nil: every sample is believed
	limits  atomic.Pointer[trust.Limits]
}

var _ sensors.Source = (*guard)(nil)

// Info implements sensors.Source.
func (g *guard) Info() sensors.Info { return g.src.Info() }

// Close implements sensors.Source.
func (g *guard) Close() error { return g.src.Close() }

// believe judges by other limits from the next sample on; nil believes everything.
func (g *guard) believe(l *trust.Limits) error {
	if l == nil {
		l = &trust.Limits{}
	} else if err := l.Check(g.src.Info().Layout); err != nil {
		return err
	}
	g.limits.Store(l)
	return nil
}

// Read implements sensors.Source. It allocates nothing where nothing is refused.
func (g *guard) Read(ctx context.Context, s *sensors.Sample) error {
	if err := g.src.Read(ctx, s); err != nil {
		return err
	}
	if err := g.judge(s); err != nil {
		return err
	}
	if g.normal == nil || s.Verdict.Refused() {
		return nil
	}
	if a := g.normal.add(s, g.src.Info().Layout.Steps, g.fresh); a != nil {
		g.score(a)
	}
	return nil
}

func (g *guard) judge(s *sensors.Sample) (err error) {
	if l := g.limits.Swap(nil); l != nil {
		g.checker = nil
		if len(l.Channels) > 0 {
			if g.checker, err = trust.NewChecker(l, g.src.Info().Layout); err != nil {
				return err
			}
		}
	}
	if g.checker == nil {
		return nil
	}
	s.Verdict = g.checker.Check(s)
	if s.Verdict.Refused() {
		g.refused(g.refusal(s))
	}
	return nil
}

func (g *guard) refusal(s *sensors.Sample) telemetry.Refusal {
	info := g.src.Info()
	r := telemetry.Refusal{Time: timeText(s.Time), Sensor: g.sensor, Channel: "all", Reason: s.Verdict.Words(info), Count: 1}
	if c := s.Verdict.Channel; c >= 0 && c < len(info.Channels) {
		r.Channel = info.Channels[c]
	}
	if sensor, channel, ok := strings.Cut(r.Channel, "."); ok && g.sensor == "" {
		r.Sensor, r.Channel = sensor, channel
	}
	return r
}
