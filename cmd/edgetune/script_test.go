package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"edgetune/internal/trial/foldertest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"edgetune": func() { os.Exit(run(context.Background(), osEnv(), os.Args[1:])) },
	})
}

// TestScripts runs testdata/script. Beside the usual commands there are
//
//	exits CODE PROGRAM ARGUMENT …   the program ends with that code
//	folder KIND DIR [DAMAGE]        makes a data folder, see damages
//	cut FILE BYTES                  takes bytes off the end of a file
//	flip FILE OFFSET                changes one bit; a negative offset counts from the end
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "folder": folder, "cut": cut, "flip": flip,
		},
	})
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var e *exec.ExitError
		if !errors.As(err, &e) {
			ts.Fatalf("%v", err)
		}
		code = e.ExitCode()
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// damages are what can be wrong with a folder.
var damages = map[string]func(*foldertest.Folder){
	"nan": func(f *foldertest.Folder) {
		x := f.Arrays["X"].Data.([]float32)
		x[len(x)-1] = float32(nan())
	},
	"label": func(f *foldertest.Folder) {
		f.Meta["classes"] = []string{"only", "two"}
	},
	"shape": func(f *foldertest.Folder) {
		y := f.Arrays["y"]
		y.Data, y.Shape = y.Data.([]uint8)[1:], []int{y.Shape[0] - 1}
		f.Arrays["y"] = y
	},
	"axes":   func(f *foldertest.Folder) { f.Meta["axes"] = []string{"row"} },
	"format": func(f *foldertest.Folder) { f.Meta["format"] = 2 },
	"no_y":   func(f *foldertest.Folder) { delete(f.Arrays, "y") },
}

func nan() float64 { var zero float64; return zero / zero }

func folder(ts *testscript.TestScript, _ bool, args []string) {
	f, ok := foldertest.Named(args[0])
	if !ok {
		ts.Fatalf("no folder %q", args[0])
	}
	if len(args) > 2 {
		damages[args[2]](&f)
	}
	ts.Check(f.Write(ts.MkAbs(args[1])))
}

func cut(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	info, err := os.Stat(path)
	ts.Check(err)
	ts.Check(os.Truncate(path, info.Size()-n))
}

func flip(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	at, err := strconv.Atoi(args[1])
	ts.Check(err)
	data, err := os.ReadFile(path)
	ts.Check(err)
	if at < 0 {
		at += len(data)
	}
	data[at] ^= 1
	ts.Check(os.WriteFile(path, data, 0o644))
}
