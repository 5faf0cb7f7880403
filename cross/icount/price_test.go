package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestInnermost(t *testing.T) {
	code := []instruction{
		{0x10, "mov x9, x0"},
		{0x14, "ldr q0, [x1], #16"},
		{0x18, "cbz w12, 20 <f+0x10>"},
		{0x1c, "add v1.4s, v1.4s, v0.4s"},
		{0x20, "subs x3, x3, #4"},
		{0x24, "b.gt 14 <f+0x4>"},
		{0x28, "b 10 <f>"},
		{0x2c, "bl 100 <g>"},
		{0x30, "cbnz x4, 2c <f+0x1c>"},
	}
	assert.Equal(t, []turn{{1, 6}}, innermost(code), "the outer loop and the one that calls are none")
}

func TestDearest(t *testing.T) {
	assert.Equal(t, " b 75.0% a 25.0%", dearest(map[string]float64{"a": 1, "b": 3}, 4))
}
