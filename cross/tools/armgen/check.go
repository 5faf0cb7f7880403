package main

import "fmt"

// check refuses code that would not survive in a Go leaf function.
func (c *code) check() error {
	n := len(c.insns)
	m := c.machine
	if n == 0 || c.insns[n-1].text != m.end {
		return fmt.Errorf("%s: does not end with %s; add one", c.name, m.end)
	}
	for i, in := range c.insns {
		if in.text == m.end {
			continue
		}
		if bad := m.reserved.FindString(in.text); bad != "" {
			return fmt.Errorf("%s: instruction %d, %q: %s belongs to Go; use another register", c.name, i, in.text, bad)
		}
		if bad := m.forbidden.FindString(in.text); bad != "" {
			return fmt.Errorf("%s: instruction %d, %q: a kernel may not use %s", c.name, i, in.text, bad)
		}
		if in.branch && (in.target < c.base || in.target >= c.base+uint64(4*n)) {
			return fmt.Errorf("%s: instruction %d, %q: branches out of the function", c.name, i, in.text)
		}
	}
	return nil
}
