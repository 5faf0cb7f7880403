package nn

// NewPlanner returns a planner for a net of so many nodes that is not a [Model].
func NewPlanner(nodes int) *Planner { return &Planner{nodes: nodes} }

// Allocate lays out everything that was planned in one block, points the tensors
// into it, and returns its size. It fails with ErrBudget where that is more than
// budget bytes; 0 is no limit.
func (p *Planner) Allocate(budget int) (size int, err error) {
	if err := p.check(); err != nil {
		return 0, err
	}
	size = p.layout()
	if budget > 0 && size > budget {
		return size, p.overBudget(size, budget)
	}
	p.bind(newArena(size))
	return size, nil
}

// Usage returns every piece of the block by name, the largest first.
func (p *Planner) Usage() []Usage { return p.usage() }

// Separate gives every buffer bytes of its own. Tests compare the results.
func (p *Planner) Separate() { p.apart = true }
