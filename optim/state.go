package optim

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

// register is what rates or an updater keep outside the model's block.
type register interface{ registers() []*float }

// errForgets is about rates whose memory is not restored.
var errForgets = errors.New("optim: these rates cannot go on from a stored state; use backmatch, lars or constant")

// AppendState implements nn.Stateful.
func (o *Optimizer) AppendState(b []byte) ([]byte, error) {
	kept, err := o.kept()
	if err != nil {
		return nil, err
	}
	for _, node := range o.nodes() {
		b = binary.LittleEndian.AppendUint32(b, uint32(o.states[node].steps))
	}
	for _, v := range kept {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(*v)))
	}
	return b, nil
}

// SetState implements nn.Stateful.
func (o *Optimizer) SetState(b []byte) ([]byte, error) {
	kept, err := o.kept()
	if err != nil {
		return nil, err
	}
	if need := 4 * (len(o.states) + len(kept)); len(b) < need {
		return nil, fmt.Errorf("optim: a state of %d bytes, this optimiser needs %d; it is of another one", len(b), need)
	}
	for _, node := range o.nodes() {
		o.states[node].steps, b = int(binary.LittleEndian.Uint32(b)), b[4:]
	}
	for _, v := range kept {
		*v, b = float(math.Float32frombits(binary.LittleEndian.Uint32(b))), b[4:]
	}
	return b, nil
}

func (o *Optimizer) nodes() []int { return slices.Sorted(maps.Keys(o.states)) }

// kept returns the numbers to store, in a fixed order.
func (o *Optimizer) kept() ([]*float, error) {
	switch o.rates.(type) {
	case *Constant, *LARS, *Centred:
	default:
		return nil, errForgets
	}
	var all []*float
	for _, node := range o.nodes() {
		all = append(all, &o.states[node].v)
	}
	if _, ok := o.rates.(*Centred); ok {
		for _, node := range o.nodes() {
			all = append(all, &o.states[node].w2)
		}
	}
	if r, ok := o.updater.(register); ok {
		all = append(all, r.registers()...)
	}
	return all, nil
}

func (u *Adam) registers() []*float { return []*float{&u.pow1, &u.pow2} }
