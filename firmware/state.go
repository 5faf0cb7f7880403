package firmware

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"edgetune/firmware/memory"
	"edgetune/nn"
)

// errState says that bytes are not the state of this learner.
var errState = errors.New("firmware: a state of another learner; start with an empty state folder")

// AppendState appends everything that learning goes on from to b. It belongs between
// two calls of Step.
func (r *Rehearser) AppendState(b []byte) ([]byte, error) {
	if r.round.arrived > 0 {
		return nil, errors.New("firmware: a state in the middle of a round; finish it first")
	}
	b, err := r.Model.AppendState(r.appendClasses(b))
	if err != nil {
		return nil, err
	}
	b = appendTensors(b, r.Live)
	b = appendInts(b, r.report.Step, r.report.Windows, r.credit, r.report.Drifts, r.calm, flag(r.calendar.begun), r.Average.steps)
	b = appendTimes(b, r.last, r.newest, r.calendar.start)
	b = appendFloats(b, r.Average.mean)
	b = r.Stream.AppendState(b)
	for _, d := range r.detectors() {
		b = d.AppendState(b)
	}
	if r.Leash != nil {
		b = r.Leash.appendState(b)
	}
	if r.Gate != nil {
		b = r.Gate.appendState(b)
	}
	return r.appendSource(b), nil
}

// SetState restores what AppendState wrote. After an error the learner is spoilt.
func (r *Rehearser) SetState(b []byte) error {
	b, err := r.setClasses(b)
	if err != nil {
		return err
	}
	b, err = r.Model.SetState(b)
	if err != nil {
		return fmt.Errorf("%w: %w", errState, err)
	}
	in := &reader{b: b}
	r.setCounts(in)
	if in.failed {
		return errState
	}
	if in.b, err = r.Stream.SetState(in.b); err != nil {
		return fmt.Errorf("%w: %w", errState, err)
	}
	for _, d := range r.detectors() {
		if in.b, err = d.SetState(in.b); err != nil {
			return fmt.Errorf("%w: %w", errState, err)
		}
	}
	if r.Leash != nil {
		r.Leash.setState(in)
	}
	if r.Gate != nil {
		if err := r.Gate.setState(in); err != nil {
			return err
		}
	}
	if err := r.setSource(in); err != nil {
		return err
	}
	if in.failed || len(in.b) > 0 {
		return errState
	}
	r.round.n, r.round.arrived = 0, 0
	return nil
}

func (r *Rehearser) setCounts(in *reader) {
	var begun int
	in.tensors(r.Live)
	in.ints(&r.report.Step, &r.report.Windows, &r.credit, &r.report.Drifts, &r.calm, &begun, &r.Average.steps)
	r.last, r.newest, r.calendar = int64(in.uint64()), int64(in.uint64()), calendar{int64(in.uint64()), begun > 0}
	in.floats(r.Average.mean)
}

func (g *Gate) appendState(b []byte) []byte {
	v := &g.verdict
	b = appendInts(b, g.arrived, flag(g.unchecked), g.next, g.gap, g.seen, g.checks, v.Checks, v.Promotions, v.Rollbacks, flag(v.Tuned), int(v.Reason))
	for _, x := range []float64{v.Gain, v.Need, v.Held, v.OverLive, v.Anchor, v.Skills, v.Guess} {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	}
	for _, w := range g.ring {
		b = appendInts(b, w.class)
		b = appendFloats(b, []float32{w.origin, w.live, w.candidate})
	}
	for _, s := range []*snapshot{g.origin, g.candidate, g.probation.previous} {
		b = s.appendTo(b)
	}
	b = appendInts(b, g.probation.left, flag(g.probation.tuned))
	b = g.probation.e.appendState(b)
	b = g.Held.AppendState(b)
	if g.Skills != nil {
		b = g.Skills.AppendState(b)
	}
	return b
}

func (g *Gate) setState(in *reader) (err error) {
	v := &g.verdict
	var unchecked, tuned, reason int
	in.ints(&g.arrived, &unchecked, &g.next, &g.gap, &g.seen, &g.checks, &v.Checks, &v.Promotions, &v.Rollbacks, &tuned, &reason)
	g.unchecked, v.Tuned, v.Reason = unchecked > 0, tuned > 0, Reason(reason)
	for _, x := range []*float64{&v.Gain, &v.Need, &v.Held, &v.OverLive, &v.Anchor, &v.Skills, &v.Guess} {
		*x = math.Float64frombits(in.uint64())
	}
	for i := range g.ring {
		w, f := &g.ring[i], make([]float32, 3)
		in.ints(&w.class)
		in.floats(f)
		w.origin, w.live, w.candidate = f[0], f[1], f[2]
		in.failed = in.failed || w.class >= len(g.a.n)
	}
	for _, s := range []*snapshot{g.origin, g.candidate, g.probation.previous} {
		s.readFrom(in)
	}
	in.ints(&g.probation.left, &tuned)
	g.probation.tuned = tuned > 0
	g.probation.e.setState(in)
	for _, s := range []*memory.Reservoir{g.Held, g.Skills} {
		if in.failed {
			return errState
		}
		if s == nil {
			continue
		}
		if in.b, err = s.SetState(in.b); err != nil {
			return fmt.Errorf("%w: %w", errState, err)
		}
	}
	return nil
}

func flag(on bool) int {
	if on {
		return 1
	}
	return 0
}

// appendTensors appends what learning changes in a model.
func appendTensors(b []byte, m Net) []byte {
	if n, ok := m.(inIntegers); ok {
		return n.AppendLearned(b)
	}
	eachLearned(m, func(t *nn.Tensor) { b = appendFloats(appendHalves(b, t.Halves()), t.Floats()) })
	return b
}

func appendInts(b []byte, list ...int) []byte {
	for _, v := range list {
		b = binary.LittleEndian.AppendUint32(b, uint32(v))
	}
	return b
}

func appendTimes(b []byte, list ...int64) []byte {
	for _, v := range list {
		b = binary.LittleEndian.AppendUint64(b, uint64(v))
	}
	return b
}

func appendFloats(b []byte, list []float32) []byte {
	for _, v := range list {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

func appendHalves(b []byte, list []nn.F16) []byte {
	for _, v := range list {
		b = binary.LittleEndian.AppendUint16(b, uint16(v))
	}
	return b
}

// reader reads a state from front to end; after the end it fails and reads zeros.
type reader struct {
	b      []byte
	failed bool
}

func (r *reader) take(n int) []byte {
	if r.failed || len(r.b) < n {
		r.failed = true
		return make([]byte, n)
	}
	head := r.b[:n]
	r.b = r.b[n:]
	return head
}

func (r *reader) uint64() uint64 { return binary.LittleEndian.Uint64(r.take(8)) }

func (r *reader) ints(to ...*int) {
	for _, p := range to {
		*p = int(binary.LittleEndian.Uint32(r.take(4)))
	}
}

func (r *reader) floats(to []float32) {
	for i := range to {
		to[i] = math.Float32frombits(binary.LittleEndian.Uint32(r.take(4)))
	}
}

func (r *reader) halves(to []nn.F16) {
	for i := range to {
		to[i] = nn.F16(binary.LittleEndian.Uint16(r.take(2)))
	}
}

func (r *reader) learned(n inIntegers) {
	rest, err := n.SetLearned(r.b)
	if r.b = rest; err != nil {
		r.failed = true
	}
}

func (r *reader) tensors(m Net) {
	if n, ok := m.(inIntegers); ok {
		r.learned(n)
		return
	}
	eachLearned(m, func(t *nn.Tensor) {
		r.halves(t.Halves())
		r.floats(t.Floats())
	})
}
