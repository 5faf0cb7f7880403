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

const sourceArm = `	.syntax unified
	.arch armv7-a
	.fpu neon-vfpv4
	.p2align 4
add:
1:	vld1.32 {q0}, [r1]!
	subs r2, r2, #4
	bgt  1b
	bx   lr
	.p2align 4
scale:
	mov  r3, r1
	bx   lr
`

var arm64, arm = machines[0], machines[1]

func TestLayOut(t *testing.T) {
	for m, want := range map[*machine][3]int{arm64: {24, 12, 16}, arm: {16, 8, 12}} {
		t.Run(m.goarch, func(t *testing.T) {
			decls, err := m.readDeclarations(write(t, stubs, source))
			if err != nil {
				t.Fatal(err)
			}
			fn := decls["scale"]
			if fn == nil || fn.size != want[0] || fn.params[2].offset != want[1] || fn.params[3].offset != want[2] || !fn.params[1].float {
				t.Fatalf("scale is laid out as %+v", fn)
			}
		})
	}
}

func TestInt64OfArm(t *testing.T) {
	if _, err := arm.readDeclarations(write(t, "package p\n\nfunc f(x int64)\n", source)); err == nil {
		t.Fatal("no error for an argument in two registers")
	}
}

func TestRefusedDeclarations(t *testing.T) {
	for name, text := range map[string]string{
		"result": "func f(x *float32) float32",
		"slice":  "func f(x []float32)",
		"double": "func f(x float64)",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := arm64.readDeclarations(write(t, "package p\n\n"+text+"\n", source)); err == nil {
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
	codes, err := arm64.parseListing(listing)
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
			codes, err := arm64.parseListing(strings.Replace(listing, change[0], change[1], 1))
			if err != nil {
				t.Fatal(err)
			}
			if codes[0].check() == nil {
				t.Fatal("no error")
			}
		})
	}
}

const listingArm = `
kernel.o:     file format elf32-littlearm

00000010 <add>:
  10:	f4210a8d 	vld1.32	{d0-d1}, [r1]!
  14:	e2522004 	subs	r2, r2, #4
  18:	cafffffc 	bgt	10 <add>
  1c:	e12fff1e 	bx	lr
  20:	e320f000 	nop	{0}
`

func TestListingOfArm(t *testing.T) {
	codes, err := arm.parseListing(listingArm)
	if err != nil || len(codes) != 1 {
		t.Fatal(codes, err)
	}
	c := codes[0]
	if err := c.check(); err != nil || len(c.insns) != 4 {
		t.Fatalf("parsed as %+v: %v", c, err)
	}
	if got := c.readable(c.insns[2]); got != "bgt to 0" {
		t.Fatalf("branch reads %q", got)
	}
}

func TestRefusedCodeOfArm(t *testing.T) {
	for name, change := range map[string][2]string{
		"goroutine":  {"subs	r2, r2", "subs	r10, r2"},
		"stack":      {"[r1]", "[sp]"},
		"link":       {"subs	r2", "subs	lr"},
		"call":       {"bgt	10 <add>", "bl	10 <add>"},
		"jump":       {"subs	r2, r2, #4", "bx	r2"},
		"branch out": {"bgt	10", "bgt	40"},
		"no end":     {"bx	lr", "nop"},
	} {
		t.Run(name, func(t *testing.T) {
			codes, err := arm.parseListing(strings.Replace(listingArm, change[0], change[1], 1))
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
	for m, want := range map[*machine][]string{
		arm64: {
			"TEXT ·add(SB), NOSPLIT, $0-24\n\tMOVD y+0(FP), R0\n\tMOVD x+8(FP), R1\n\tMOVD n+16(FP), R2\n\tPCALIGN",
			"\tFMOVS a+8(FP), F0\n\tMOVWU k+12(FP), R1\n\tMOVD n+16(FP), R2\n",
			"\tWORD $0x3cc10420 // 0 ldr q0, [x1], #16\n",
			"\tWORD $0x54ffffcc // 2 b.gt to 0\n\tRET // 3\n",
		},
		arm: {
			"TEXT ·add(SB), NOSPLIT, $0-12\n\tMOVW y+0(FP), R0\n\tMOVW x+4(FP), R1\n\tMOVW n+8(FP), R2\n\tWORD",
			"\tMOVF a+4(FP), F0\n\tMOVW k+8(FP), R1\n\tMOVW n+12(FP), R2\n",
			"\tWORD $0xf4210a8d // 0 vld1.32 {d0-d1}, [r1]!\n",
			"\tWORD $0xcafffffc // 2 bgt to 0\n\tRET // 3\n",
		},
	} {
		t.Run(m.goarch, func(t *testing.T) { m.testRun(t, want) })
	}
}

func (m *machine) testRun(t *testing.T, want []string) {
	if _, err := exec.LookPath(m.binutils + "as"); err != nil {
		t.Skipf("no %sas: install the binutils of %s to run this test", m.binutils, m.goarch)
	}
	dir := write(t, stubs, source)
	if _, err := m.run(dir); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "rows"+m.suffix()+".s"))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range want {
		if !strings.Contains(string(got), w) {
			t.Errorf("output lacks %q:\n%s", w, got)
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
	for name, text := range map[string]string{"stubs.go": stubs, "asm/rows_arm64.S": source, "asm/rows_arm.S": sourceArm} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
