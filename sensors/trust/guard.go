package trust

import (
	"context"

	"edgetune/sensors"
)

// Guard is a source whose samples carry a verdict: sensors.Pipeline lets no window
// pass that holds a refused one.
type Guard struct {
	src     sensors.Source
	checker *Checker
}

var _ sensors.Source = (*Guard)(nil)

// NewGuard judges what src delivers by l. When src also has a method
// Suspect(refused bool), like [Reopener], it is told after each sample.
func NewGuard(src sensors.Source, l *Limits) (*Guard, error) {
	c, err := NewChecker(l, src.Info().Layout)
	if err != nil {
		return nil, err
	}
	return &Guard{src, c}, nil
}

// Info implements [sensors.Source].
func (g *Guard) Info() sensors.Info { return g.src.Info() }

// Quarantine returns what was refused so far.
func (g *Guard) Quarantine() *Quarantine { return g.checker.Quarantine() }

// Read implements [sensors.Source]. It allocates nothing.
func (g *Guard) Read(ctx context.Context, s *sensors.Sample) error {
	if err := g.src.Read(ctx, s); err != nil {
		return err
	}
	s.Verdict = g.checker.Check(s)
	if r, ok := g.src.(interface{ Suspect(refused bool) }); ok {
		r.Suspect(s.Verdict.Refused())
	}
	return nil
}

// Close implements [sensors.Source].
func (g *Guard) Close() error { return g.src.Close() }
