package nn

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// ErrBudget says that the plan does not fit the memory it was given.
var ErrBudget = errors.New("plan does not fit the budget")

// Life is the range of a step during which a buffer holds something: forward of node i
// is i, the loss n; then each node, from the last on, has two moments, for the gradients
// of its inputs and for the update of its parameters.
type Life struct{ From, To int }

func (l Life) meets(o Life) bool { return l.From <= o.To && o.From <= l.To }

func (l Life) join(o Life) Life { return Life{min(l.From, o.From), max(l.To, o.To)} }

// Usage is one named piece of the block.
type Usage struct {
	Name     string
	Bytes    int
	Offset   int
	From, To int
}

// Planner lays out every byte of a model before the first step. Buffers whose
// lives do not meet share bytes.
type Planner struct {
	nodes  int
	items  []*item
	prefix string // of the names that follow
	// Recompute asks the optimiser to compute gradients twice rather than keep the
	// whole of one layer's, because the budget is short.
	Recompute bool
	apart     bool // tests: no buffer shares bytes with another
}

type item struct {
	name     string
	bytes    int
	life     Life
	offset   int
	given    bool
	bindings []binding
}

type binding struct {
	dst   *Tensor
	count int
}

// always is the life of what outlives a step: parameters and optimiser state.
func (p *Planner) always() Life { return Life{0, 3*p.nodes + 1} }

// At returns the life of scratch that only one moment of the step needs.
func At(t int) Life { return Life{t, t} }

// Backward returns the moment when node i computes the gradients of its inputs.
func (p *Planner) Backward(i int) int { return 3*p.nodes - 2*i - 1 }

// Update returns the moment when the parameters of node i change.
func (p *Planner) Update(i int) int { return p.Backward(i) + 1 }

// Turn returns both moments of node i.
func (p *Planner) Turn(i int) Life { return Life{p.Backward(i), p.Update(i)} }

// Given plans a tensor for what the caller puts into a batch. It lives as long as the
// model, for a batch may be inferred and then learned, and is no part of its state.
func (p *Planner) Given(dst *Tensor, name string, s Shape, d DType) {
	p.Keep(dst, name, s, d)
	if dst.Shape.Len() > 0 {
		p.items[len(p.items)-1].given = true
	}
}

// Keep plans a tensor that lives as long as the model.
func (p *Planner) Keep(dst *Tensor, name string, s Shape, d DType) {
	p.Buffer(dst, name, s, d, p.always())
}

// Buffer plans a tensor of one step. It is bound, but not cleared, before the
// first step.
func (p *Planner) Buffer(dst *Tensor, name string, s Shape, d DType, l Life) {
	*dst = Tensor{DType: d, Shape: s}
	if s.Len() == 0 {
		return
	}
	p.items = append(p.items, &item{
		name: p.prefix + name, bytes: s.Len() * d.Size(), life: l,
		bindings: []binding{{dst, s.Len()}},
	})
}

// Share lets dst see the same bytes as of, and lengthens their life by l.
func (p *Planner) Share(dst, of *Tensor, s Shape, l Life) {
	*dst = Tensor{DType: of.DType, Shape: s}
	it := p.find(of)
	it.life = it.life.join(l)
	it.bindings = append(it.bindings, binding{dst, s.Len()})
}

func (p *Planner) lifeOf(t *Tensor) Life { return p.find(t).life }

func (p *Planner) find(t *Tensor) *item {
	for _, it := range p.items {
		for _, b := range it.bindings {
			if b.dst == t {
				return it
			}
		}
	}
	panic("nn: tensor was never planned")
}

// maxValues bounds one buffer: 2^28 float32 are 1 GiB, which 32 bits can count.
const maxValues = 1 << 28

// fits reports whether the product of the extents is at most limit. It cannot
// overflow.
func fits(limit int, extents ...int) bool {
	for _, v := range extents {
		if v > limit {
			return false
		}
		limit /= max(v, 1)
	}
	return true
}

// check finds plans whose sizes an int cannot hold.
func (p *Planner) check() error {
	var sum int64
	for _, it := range p.items {
		sum += int64(it.bytes) + align
	}
	if sum > math.MaxInt-align {
		return fmt.Errorf("nn: %w: %d MiB are more than this machine can address", ErrBudget, sum>>20)
	}
	return nil
}

// layout gives every item the lowest offset that is free during its life, the
// largest first, and returns the size of the block.
func (p *Planner) layout() int {
	order := slices.Clone(p.items)
	slices.SortStableFunc(order, func(a, b *item) int {
		return cmp.Or(cmp.Compare(b.bytes, a.bytes), cmp.Compare(a.life.From, b.life.From))
	})
	var placed []*item
	peak := 0
	for _, it := range order {
		it.offset = lowest(placed, it)
		if p.apart {
			it.offset = (peak + align - 1) &^ (align - 1)
		}
		peak = max(peak, it.offset+it.bytes)
		at, _ := slices.BinarySearchFunc(placed, it.offset, func(o *item, off int) int { return cmp.Compare(o.offset, off) })
		placed = slices.Insert(placed, at, it)
	}
	return (peak + align - 1) &^ (align - 1)
}

// lowest walks the placed items, sorted by offset, for the first gap that fits.
func lowest(placed []*item, it *item) int {
	off := 0
	for _, o := range placed {
		if !o.life.meets(it.life) || o.offset+o.bytes <= off {
			continue
		}
		if off+it.bytes <= o.offset {
			break
		}
		off = (o.offset + o.bytes + align - 1) &^ (align - 1)
	}
	return off
}

// bind points every tensor into the block.
func (p *Planner) bind(a arena) {
	for _, it := range p.items {
		for _, b := range it.bindings {
			a.bind(b.dst, it.offset, b.count)
		}
	}
}

// usage lists the items, largest first.
func (p *Planner) usage() []Usage {
	var u []Usage
	for _, it := range p.items {
		u = append(u, Usage{it.name, it.bytes, it.offset, it.life.From, it.life.To})
	}
	slices.SortStableFunc(u, func(a, b Usage) int { return cmp.Compare(b.Bytes, a.Bytes) })
	return u
}

// overBudget names the biggest items of a plan that does not fit.
func (p *Planner) overBudget(need, budget int) error {
	var big []string
	for _, u := range p.usage()[:min(4, len(p.items))] {
		big = append(big, fmt.Sprintf("%s %s", u.Name, Bytes(u.Bytes)))
	}
	return fmt.Errorf("nn: %w: needs %s, budget is %s (%s); lower the batch, freeze more layers or store float16",
		ErrBudget, Bytes(need), Bytes(budget), strings.Join(big, ", "))
}

// Bytes writes a number of bytes for people.
func Bytes(n int) string {
	switch {
	case n >= 10<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 10<<10:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d B", n)
}
