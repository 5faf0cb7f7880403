package main

import (
	"context"
	"strconv"
	"strings"

	"edgetune/cross"
)

// torch is a step that times training steps beside PyTorch's: edgetune must not be
// slower.
func (e *env) torch() step {
	return step{"compared with PyTorch", func(ctx context.Context) (r result) {
		c := cmd("/usr/bin/python3", "cross/oracle/versus_torch.py", e.binary(cross.Builds[0]))
		out, err := c.exec(ctx, e.root).CombinedOutput()
		r.output = string(out)
		if err != nil {
			r.fail("%s: %v", c, err)
			return r
		}
		checkRatios(string(out), &r)
		return r
	}}
}

// checkRatios reads the table: workload, batch, PyTorch's time, then time and ratio
// of f32 and f16.
func checkRatios(table string, r *result) {
	lines := strings.Split(strings.TrimSpace(table), "\n")
	for _, line := range lines[1:] {
		f := strings.Fields(line)
		if len(f) != 7 {
			r.fail("not a line of the table: %s", line)
			continue
		}
		for _, ratio := range []string{f[4], f[6]} {
			if v, err := strconv.ParseFloat(ratio, 64); err != nil || v < 1 {
				r.fail("slower than PyTorch: %s", line)
				continue
			}
			r.passed++
		}
	}
	if len(lines) < 2 {
		r.fail("an empty table")
	}
}
