package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const stubs = `package p

func add(y, x *float32, n int)
func scale(y *float32, a float32, k uint32, n int)
`

const source = `	.p2align 4
add:
1:	ldr  q0, [x1], #16
	subs x2, x2, #4
	b.gt 1b
	ret
	.p2align 4
scale:
	mov  w3, w1
	ret
`

func TestLayOut(t *testing.T) {
	decls, err := readDeclarations(write(t, stubs, source))
	if err != nil {
		t.Fatal(err)
	}
	fn := decls["scale"]
	if fn == nil || fn.size != 24 || fn.params[2].offset != 12 || fn.params[3].offset != 16 || !fn.params[1].float {
		t.Fatalf("scale is laid out as %+v", fn)
	}
}

func TestRefusedDeclarations(t *testing.T) {
	for name, text := range map[string]string{
		"result": "func f(x *float32) float32",
		"slice":  "func f(x []float32)",
		"double": "func f(x float64)",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := readDeclarations(write(t, "package p\n\n"+text+"\n", source)); err == nil {
				t.Fatalf("%s: no error", text)
			}
		})
	}
}

const listing = `
kernel.o:     file format elf64-littleaarch64

0000000000000010 <add>:
      10:	3cc10420 	ldr	q0, [x1], #16
      14:	f1001042 	subs	x2, x2, #0x4
      18:	54ffffcc 	b.gt	10 <TILE_N+0x10>  // a comment
      1c:	d65f03c0 	ret
      20:	d503201f 	nop
`

func TestParseListing(t *testing.T) {
	codes, err := parseListing(listing)
	if err != nil || len(codes) != 1 {
		t.Fatal(codes, err)
	}
	c := codes[0]
	if len(c.insns) != 4 || !c.insns[2].branch || c.insns[2].target != 0x10 {
		t.Fatalf("parsed as %+v", c)
	}
	if err := c.check(); err != nil {
		t.Fatal(err)
	}
	if got := c.readable(c.insns[2]); got != "b.gt to 0" {
		t.Fatalf("branch reads %q", got)
	}
}

func TestRefusedCode(t *testing.T) {
	for name, change := range map[string][2]string{
		"register of Go":    {"subs	x2, x2", "subs	x28, x2"},
		"platform register": {"[x1]", "[x18]"},
		"stack":             {"[x1]", "[sp]"},
		"call":              {"b.gt	10 <TILE_N+0x10>", "bl	10 <add>"},
		"branch out":        {"b.gt	10", "b.gt	40"},
		"no end":            {"ret", "nop"},
	} {
		t.Run(name, func(t *testing.T) {
			codes, err := parseListing(strings.Replace(listing, change[0], change[1], 1))
			if err != nil {
				t.Fatal(err)
			}
			if codes[0].check() == nil {
				t.Fatal("no error")
			}
		})
	}
}

func TestRun(t *testing.T) {
	const prefix = "aarch64-linux-gnu-"
	if _, err := exec.LookPath(prefix + "as"); err != nil {
		t.Skip("no Arm binutils: install binutils-aarch64-linux-gnu to run this test")
	}
	dir := write(t, stubs, source)
	if err := run(dir, prefix); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "rows_arm64.s"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"TEXT ·add(SB), NOSPLIT, $0-24\n\tMOVD y+0(FP), R0\n\tMOVD x+8(FP), R1\n\tMOVD n+16(FP), R2\n",
		"\tFMOVS a+8(FP), F0\n\tMOVWU k+12(FP), R1\n\tMOVD n+16(FP), R2\n",
		"\tWORD $0x3cc10420 // 0 ldr q0, [x1], #16\n",
		"\tWORD $0x54ffffcc // 2 b.gt to 0\n\tRET // 3\n",
	} {
		if !strings.Contains(string(got), want) {
			t.Errorf("output lacks %q:\n%s", want, got)
		}
	}
}

// write makes a package folder with one source.
func write(t *testing.T, stubs, source string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "asm"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"stubs.go": stubs, "asm/rows_arm64.S": source} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
