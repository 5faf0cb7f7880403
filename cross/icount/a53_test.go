package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestInOrder(t *testing.T) {
	for _, c := range []struct {
		name string
		body []string
		want float64
	}{
		{"one product a cycle", []string{"fmla v0.4s, v8.4s, v9.s[0]", "fmla v1.4s, v8.4s, v9.s[0]", "fmla v2.4s, v8.4s, v9.s[0]", "fmla v3.4s, v8.4s, v9.s[0]"}, 4},
		{"a chain waits", []string{"fmla v0.4s, v8.4s, v9.s[0]", "fmla v0.4s, v8.4s, v9.s[1]"}, 8},
		{"x beside a product", []string{"ldr x10, [x9, #8]", "fmla v0.4s, v8.4s, v9.s[0]", "add x9, x9, x4", "fmla v1.4s, v8.4s, v9.s[0]", "fmla v2.4s, v8.4s, v9.s[0]", "fmla v3.4s, v8.4s, v9.s[0]"}, 4},
		{"d beside an insertion", []string{"ldr d4, [x9]", "mov v5.d[1], x10", "ldr d6, [x9]", "mov v7.d[1], x10", "ldr d16, [x9]", "mov v17.d[1], x10"}, 3},
		{"two of 128 bits", []string{"ldp q4, q5, [x9]"}, 4},
		{"a load is waited for", []string{"ldr d4, [x9]", "fmla v0.4s, v4.4s, v9.s[0]"}, 4},
	} {
		t.Run(c.name, func(t *testing.T) { assert.InDelta(t, c.want, inOrder(c.body), 0.05) })
	}
}
