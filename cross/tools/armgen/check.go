package main

import (
	"fmt"
	"regexp"
)

var (
	// reserved are the registers that belong to Go or to the platform.
	reserved = regexp.MustCompile(`\b(w?sp|[wx]18|[wx]2[789]|[wx]30)\b`)
	// forbidden leave the function or need its address.
	forbidden = regexp.MustCompile(`^(bl|blr|br|adr|adrp|svc|brk|udf)\b`)
)

// check refuses code that would not survive in a Go leaf function.
func (c *code) check() error {
	n := len(c.insns)
	if n == 0 || c.insns[n-1].text != "ret" {
		return fmt.Errorf("%s: does not end with ret; add one", c.name)
	}
	for i, in := range c.insns {
		if bad := reserved.FindString(in.text); bad != "" {
			return fmt.Errorf("%s: instruction %d, %q: %s belongs to Go; use another register", c.name, i, in.text, bad)
		}
		if bad := forbidden.FindString(in.text); bad != "" {
			return fmt.Errorf("%s: instruction %d, %q: a kernel may not use %s", c.name, i, in.text, bad)
		}
		if in.branch && (in.target < c.base || in.target >= c.base+uint64(4*n)) {
			return fmt.Errorf("%s: instruction %d, %q: branches out of the function", c.name, i, in.text)
		}
	}
	return nil
}
