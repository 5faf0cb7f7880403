package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const window = "mark 1\n999 runtime.main\nmark 2\n300 edgetune/internal/kernel.gemm8.abi0\n100 runtime.memmove\n50 runtime.findRunnable\n"

func TestReadRows(t *testing.T) {
	rows, err := readRows("gemm f32 8x8x8|512\n", window)
	require.NoError(t, err)
	assert.Equal(t, []row{{"gemm f32 8x8x8", 512, 400, []share{{"kernel.gemm8", 300}, {"runtime.memmove", 100}}}}, rows)
	_, err = readRows("a|1\nb|1\n", window)
	assert.ErrorContains(t, err, "2 windows for 2 cases")
}

func TestCompare(t *testing.T) {
	old := []row{{name: "a 1", macs: 10, total: 1000}, {name: "b", macs: 10, total: 1000}}
	var table bytes.Buffer
	printRows(&table, machines()[0], old)
	assert.NoError(t, compare(old, table.String(), ""))
	for _, c := range []struct {
		name string
		now  []row
		only string
		want string
	}{
		{"two percent more", []row{{name: "a 1", total: 1020}, {name: "b", total: 900}}, "", ""},
		{"more than that", []row{{name: "a 1", total: 1021}, {name: "b", total: 900}}, "", "a 1: 1021 instructions, 1000 in the table (+2.1 %)"},
		{"new", []row{old[0], old[1], {name: "c"}}, "", "c: not in the table"},
		{"gone", old[:1], "", "b: in the table, not counted"},
		{"some only", old[:1], "a", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := compare(c.now, table.String(), c.only)
			if c.want == "" {
				assert.NoError(t, err)
			} else {
				assert.ErrorContains(t, err, c.want)
			}
		})
	}
	assert.ErrorContains(t, compare(old, "?\n", ""), "not a line of the table")
}
