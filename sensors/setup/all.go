package setup

import (
	"context"
	"fmt"

	"edgetune/sensors"
	"edgetune/sensors/merge"
	"edgetune/sensors/trust"
)

// Together says how several sensors are read as one.
type Together struct {
	merge.Alignment
	Policy trust.Policy                   // of a sensor that fails, each on its own
	Failed func(sensor string, err error) // told about each failure; may be nil
}

// OpenAll opens every sensor of a list. Each is opened again when it fails, while the others
// are read on ([trust.Reopen]). Several are merged on one clock (package merge), their
// channels named "sensor.channel"; one is as it is. A sensor that is not there at the start
// is an error.
func OpenAll(ctx context.Context, list []Setting, t Together) (sensors.Source, error) {
	return Machine{}.OpenAll(ctx, list, t)
}

// OpenAll opens every sensor of a list on m.
func (m Machine) OpenAll(ctx context.Context, list []Setting, t Together) (sensors.Source, error) {
	var parts []merge.Part
	fail := func(err error) (sensors.Source, error) {
		for _, p := range parts {
			_ = p.Source.Close()
		}
		return nil, err
	}
	if len(list) == 0 {
		return fail(fmt.Errorf("sensors/setup: no sensor; write a [[sensor]] table, as driver = \"host\""))
	}
	for _, s := range list {
		p, err := m.part(ctx, s, t)
		if err != nil {
			return fail(err)
		}
		parts = append(parts, p)
	}
	if len(parts) == 1 && t.Rate == 0 {
		return parts[0].Source, nil
	}
	src, err := merge.New(t.Alignment, parts...)
	if err != nil {
		return nil, err
	}
	return src, nil
}

// part opens one sensor; live ones are opened again when they fail.
func (m Machine) part(ctx context.Context, s Setting, t Together) (p merge.Part, err error) {
	p.Name, p.Live = s.Label(), s.Live()
	if !p.Live {
		p.Source, err = m.Open(s)
		return p, err
	}
	policy := t.Policy
	if t.Failed != nil {
		policy.Failed = func(err error) { t.Failed(p.Name, err) }
	}
	r, err := trust.Reopen(ctx, func(context.Context) (sensors.Source, error) { return m.Open(s) }, policy)
	if err != nil {
		return p, err
	}
	p.Source = r
	return p, nil
}
