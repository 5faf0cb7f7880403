package main

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
)

// function is a Go declaration without a body.
type function struct {
	text   string // the declaration
	params []param
	size   int // bytes of all arguments on the stack
}

// param is one argument: where it lies and how it is moved.
type param struct {
	name   string
	offset int
	move   string // the Go instruction that loads it
	float  bool
}

// readDeclarations returns the body-less functions of the package in dir that a build
// for the machine sees.
func (m *machine) readDeclarations(dir string) (map[string]*function, error) {
	ctx := build.Default
	ctx.GOOS, ctx.GOARCH, ctx.BuildTags = "linux", m.goarch, nil
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	decls := map[string]*function{}
	for _, f := range files {
		name := filepath.Base(f)
		if ok, err := ctx.MatchFile(dir, name); err != nil || !ok || strings.HasSuffix(name, "_test.go") {
			continue
		}
		if err := m.readFile(f, decls); err != nil {
			return nil, err
		}
	}
	return decls, nil
}

func (m *machine) readFile(path string, decls map[string]*function) error {
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, d := range f.Decls {
		fd, ok := d.(*ast.FuncDecl)
		if !ok || fd.Body != nil {
			continue
		}
		fn, err := m.layOut(fd)
		if err != nil {
			return fmt.Errorf("%s: %s: %w", set.Position(fd.Pos()), fd.Name.Name, err)
		}
		decls[fd.Name.Name] = fn
	}
	return nil
}

// layOut places the arguments as ABI0 does: in order, each aligned to its size.
func (m *machine) layOut(fd *ast.FuncDecl) (*function, error) {
	if fd.Type.Results != nil {
		return nil, fmt.Errorf("has a result; return it through a pointer")
	}
	fn := &function{text: fmt.Sprintf("func %s(%s)", fd.Name.Name, fieldList(fd.Type.Params))}
	for _, field := range fd.Type.Params.List {
		size, move, err := m.classify(types.ExprString(field.Type))
		if err != nil {
			return nil, err
		}
		for _, name := range field.Names {
			fn.size = (fn.size + size - 1) &^ (size - 1)
			fn.params = append(fn.params, param{name.Name, fn.size, move, move == m.moves["float32"]})
			fn.size += size
		}
	}
	return fn, nil
}

func fieldList(l *ast.FieldList) string {
	var parts []string
	for _, f := range l.List {
		var names []string
		for _, n := range f.Names {
			names = append(names, n.Name)
		}
		parts = append(parts, strings.Join(names, ", ")+" "+types.ExprString(f.Type))
	}
	return strings.Join(parts, ", ")
}
