package trust

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"edgetune/sensors"
	"edgetune/sensors/pace"
)

// ErrBudget is in the chain of the error of a sensor that failed too often.
var ErrBudget = errors.New("sensor failed too often")

// Policy says how patient a [Reopener] is. Zero values take the defaults.
type Policy struct {
	Errors  int           // failures within Per that a sensor may have; 10
	Per     time.Duration // 10 minutes
	First   time.Duration // wait before the first try to open again; 1 s, then twice as long each time, until Per passes without a failure
	Longest time.Duration // longest wait; 1 minute
	Refused int           // refused samples in a row after which the sensor is opened again; 0: never
	Failed  func(error)   // told about each failure; may be nil
}

func (p Policy) withDefaults() Policy {
	if p.Errors == 0 {
		p.Errors = 10
	}
	if p.Per == 0 {
		p.Per = 10 * time.Minute
	}
	if p.First == 0 {
		p.First = time.Second
	}
	if p.Longest == 0 {
		p.Longest = time.Minute
	}
	return p
}

// Reopener is a source that is closed, waited for and opened again when it fails.
// Each time a new run begins, so no window crosses the hole. It gives up with
// [ErrBudget] when there were too many failures in a time.
type Reopener struct {
	open    func(context.Context) (sensors.Source, error)
	policy  Policy
	src     sensors.Source // nil while closed
	info    sensors.Info
	budget  budget
	wait    time.Duration // before the next try
	runs    int           // of closed sources, all together
	run     int           // last one given
	refused int           // samples in a row
}

var _ sensors.Source = (*Reopener)(nil)

// Reopen opens a source by open, and again whenever it fails; every source must have
// the same layout. The first failure to open is returned at once.
func Reopen(ctx context.Context, open func(context.Context) (sensors.Source, error), p Policy) (*Reopener, error) {
	src, err := open(ctx)
	if err != nil {
		return nil, err
	}
	p = p.withDefaults()
	return &Reopener{open: open, policy: p, src: src, info: src.Info(), budget: newBudget(p.Errors), wait: p.First}, nil
}

// Info implements [sensors.Source].
func (r *Reopener) Info() sensors.Info { return r.info }

// Stats returns jitter and lost samples of the source since it was opened last; nothing
// where it keeps no such count.
func (r *Reopener) Stats() pace.Stats {
	if s, ok := r.src.(interface{ Stats() pace.Stats }); ok {
		return s.Stats()
	}
	return pace.Stats{}
}

// Failures returns how many failures lie within the time of the policy.
func (r *Reopener) Failures() int { return r.budget.within(time.Now(), r.policy.Per) }

// Suspect is told by a [Guard] whether the last sample was refused: a chip that
// delivers nothing but nonsense is started anew.
func (r *Reopener) Suspect(refused bool) {
	if !refused {
		r.refused, r.wait = 0, r.policy.First
		return
	}
	r.refused++
}

// Read implements [sensors.Source]. It returns the end of the source and of the
// context as they are, and allocates nothing as long as nothing fails.
func (r *Reopener) Read(ctx context.Context, s *sensors.Sample) error {
	for {
		err := r.try(ctx, s)
		if err == nil {
			s.Run += r.runs
			r.run = s.Run
			return nil
		}
		if ended := ctx.Err(); ended != nil {
			return ended
		}
		if errors.Is(err, io.EOF) {
			return err
		}
		if err := r.fail(ctx, err); err != nil {
			return err
		}
	}
}

// try reads a sample, from a new source where there is none.
func (r *Reopener) try(ctx context.Context, s *sensors.Sample) error {
	if r.policy.Refused > 0 && r.refused >= r.policy.Refused {
		n := r.refused
		r.refused = 0
		return fmt.Errorf("sensors/trust: %d samples in a row were refused", n)
	}
	if r.src == nil {
		if err := r.again(ctx); err != nil {
			return err
		}
	}
	return r.src.Read(ctx, s)
}

func (r *Reopener) again(ctx context.Context) error {
	src, err := r.open(ctx)
	if err != nil {
		return err
	}
	if got, want := src.Info().Layout, r.info.Layout; got != want {
		return errors.Join(fmt.Errorf("sensors/trust: opened again, the source gives %v instead of %v", got.Shape(), want.Shape()), src.Close())
	}
	r.src, r.runs = src, r.run+1
	return nil
}

// fail closes the source, counts and waits. It returns an error when it is time to
// give up.
func (r *Reopener) fail(ctx context.Context, cause error) error {
	if r.src != nil {
		cause = errors.Join(cause, r.src.Close())
		r.src = nil
	}
	if r.policy.Failed != nil {
		r.policy.Failed(cause)
	}
	if r.Failures() == 0 {
		r.wait = r.policy.First // the last ones were long ago
	}
	if r.budget.spend(time.Now(), r.policy.Per) {
		return fmt.Errorf("sensors/trust: %w: %d times within %v; check its wiring and power: %w",
			ErrBudget, r.policy.Errors+1, r.policy.Per, cause)
	}
	timer := time.NewTimer(r.wait)
	defer timer.Stop()
	r.wait = min(2*r.wait, r.policy.Longest)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Close implements [sensors.Source].
func (r *Reopener) Close() error {
	if r.src == nil {
		return nil
	}
	return r.src.Close()
}
