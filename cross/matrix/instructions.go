package main

import "context"

// instructions is a step that counts what arm64 executes for products and training
// steps; docs/bench/arm64-icount.txt says how much it may be.
func (e *env) instructions() step {
	return step{"instructions of arm64", func(ctx context.Context) (r result) {
		c := cmd("go", "run", "./cross/icount")
		if out, err := c.exec(ctx, e.root).CombinedOutput(); err != nil {
			r.fail("%s: %v\n%s", c, err, out)
		}
		return r
	}}
}
