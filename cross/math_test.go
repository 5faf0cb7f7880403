package cross

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// exact are the functions of package math that give the same bits on every machine;
// the others differ in the last bit (docs/numerics.md, N9).
var exact = strings.Fields(`Abs Ceil Copysign Float32bits Float32frombits Float64bits Float64frombits Floor
	FMA Frexp Inf IsInf IsNaN Ldexp Max Min Mod Modf NaN Nextafter Nextafter32 Pow10 Round RoundToEven Signbit Sqrt Trunc`)

// harmless are uses in which the last bit cannot reach a weight, and why.
var harmless = map[string]string{
	"compare.go: math.Log10": "a figure of a report",
	"adxl345.go: math.Log2":  "rounded to the code of a register",
	"opts.go: math.Log2":     "rounded to the code of a register",
}

// TestMathIsExact reads every library file that is built into a binary.
func TestMathIsExact(t *testing.T) {
	var bad []string
	for _, p := range packages(t, "arm64") {
		if !p.isLibrary() {
			continue
		}
		for _, f := range p.GoFiles {
			bad = append(bad, inexact(t, filepath.Join(p.Dir, f), nil)...)
		}
	}
	bad = slices.DeleteFunc(bad, func(use string) bool { return harmless[use] != "" })
	assert.Empty(t, bad, "use package fixedpoint: these differ between machines (docs/numerics.md, N9)")
}

// inexact lists the functions of package math in a file that are not exact.
func inexact(t *testing.T, name string, src any) (bad []string) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, src, 0)
	require.NoError(t, err)
	if !slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"math"` }) {
		return nil
	}
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == "math" && !slices.Contains(exact, sel.Sel.Name) {
			at := fset.Position(n.Pos())
			bad = append(bad, filepath.Base(at.Filename)+": math."+sel.Sel.Name)
		}
		return true
	})
	return bad
}

func TestInexactFindsThem(t *testing.T) {
	src := "package a\nimport \"math\"\nvar x = math.Exp(1) + math.Sqrt(2) + math.Pi"
	assert.Equal(t, []string{"a.go: math.Exp"}, inexact(t, "a.go", src))
}
