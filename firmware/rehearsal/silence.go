package rehearsal

import (
	"context"
	"io"

	"edgetune/firmware/bundle"
	"edgetune/sensors"
)

// Silence is a source of the form that b reads which has ended: for a learner whose
// windows come from elsewhere.
func Silence(b *bundle.Bundle) sensors.Source { return silence{b.Input} }

type silence struct{ layout sensors.Layout }

// Info implements sensors.Source.
func (s silence) Info() sensors.Info { return sensors.Info{Layout: s.layout} }

// Read implements sensors.Source.
func (s silence) Read(context.Context, *sensors.Sample) error { return io.EOF }

// Close implements sensors.Source.
func (s silence) Close() error { return nil }
