package main

import "context"

// mutants is a step that changes one instruction of each kernel in assembly and
// expects the tests to see it.
func (e *env) mutants() step {
	return step{"mutated kernels are caught", func(ctx context.Context) (r result) {
		c := cmd("go", "run", "./cross/mutate")
		if out, err := c.exec(ctx, e.root).CombinedOutput(); err != nil {
			r.fail("%s: %v\n%s", c, err, out)
		}
		return r
	}}
}
