package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/cross"
)

func TestReadTests(t *testing.T) {
	lines := []string{
		`{"Action":"run","Package":"p","Test":"TestA"}`,
		`{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:3: wrong\n"}`,
		`{"Action":"output","Package":"p","Test":"TestA/sub","Output":"    a_test.go:4: in sub\n"}`,
		`{"Action":"fail","Package":"p","Test":"TestA/sub"}`,
		`{"Action":"fail","Package":"p","Test":"TestA"}`,
		`{"Action":"output","Package":"p","Test":"TestB","Output":"noise\n"}`,
		`{"Action":"pass","Package":"p","Test":"TestB/sub"}`,
		`{"Action":"pass","Package":"p","Test":"TestB"}`,
		`{"Action":"output","Package":"p","Test":"TestC","Output":"    c_test.go:9: no shared folder\n"}`,
		`{"Action":"skip","Package":"p","Test":"TestC"}`,
		`{"Action":"output","Package":"p","Output":"FAIL\n"}`,
		`{"Action":"fail","Package":"p"}`,
		`{"ImportPath":"q","Action":"build-output","Output":"q.go:1:1: no\n"}`,
		`{"Action":"output","Package":"q","Output":"FAIL q [build failed]\n"}`,
		`{"Action":"fail","Package":"q"}`,
		`{"Action":"output","Package":"edgetune/slow","Test":"TestD","Output":"    d_test.go:7: figure: 12 s\n"}`,
		`{"Action":"pass","Package":"edgetune/slow","Elapsed":31.2}`,
	}
	r := readTests(strings.NewReader(strings.Join(lines, "\n")))
	assert.Equal(t, 1, r.passed)
	assert.Equal(t, 2, r.failed, "a test, and a package that does not build")
	assert.Equal(t, []string{"p.TestC: no shared folder"}, r.skipped)
	for _, want := range []string{"wrong", "in sub", "q.go:1:1", "build failed"} {
		assert.Contains(t, r.output, want)
	}
	assert.NotContains(t, r.output, "noise")
	assert.Equal(t, "12 s, slow took 31 s of it", r.note)
}

func TestTuned(t *testing.T) {
	line := func(losses string) []byte {
		return []byte(`{"event":"note"}` + "\n" + `{"event":"result","kernels":"neon","weights_sha256":"abc"` + losses + "}\n")
	}
	const falling = `,"loss_first":2,"loss_last":1`
	for _, c := range []struct{ name, losses, kernels, sha, want string }{
		{"the generic set instead", falling, "avx2", "abc", "kernels ran"},
		{"other weights", falling, "neon", "abd", "weights_sha256 is abc"},
		{"nothing to compare with", falling, "neon", "", "no hash"},
		{"no losses", "", "neon", "abc", "no loss"},
		{"a flat loss", `,"loss_first":1,"loss_last":1`, "neon", "abc", "does not fall"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := readTuned(line(c.losses))
			require.NoError(t, err)
			assert.ErrorContains(t, got.check(c.kernels, c.sha), c.want)
		})
	}
	t.Run("as it should be", func(t *testing.T) {
		got, err := readTuned(line(falling))
		require.NoError(t, err)
		assert.NoError(t, got.check("neon", "abc"))
	})
	t.Run("no result", func(t *testing.T) {
		_, err := readTuned([]byte(`{"event":"note"}`))
		assert.ErrorContains(t, err, "no result")
	})
	t.Run("a loss that is no number", func(t *testing.T) {
		_, err := readTuned(line(`,"loss_first":NaN`))
		assert.ErrorContains(t, err, "not JSON")
	})
}

func TestFuzzTargets(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "a/b"), 0o777))
	text := "package b\nfunc FuzzNPZ(f *testing.F) {}\nfunc FuzzHelper(x int) {}\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a/b/x_test.go"), []byte(text), 0o666))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a/x.go"), []byte(text), 0o666))
	got, err := fuzzTargets(dir)
	require.NoError(t, err)
	assert.Equal(t, []fuzzTarget{{"a/b", "FuzzNPZ"}}, got)
}

func TestRun(t *testing.T) {
	ok := func(context.Context) result { return result{passed: 3, skipped: []string{"p.T: why"}} }
	bad := func(context.Context) (r result) { r.fail("broken"); return r }
	none := func(context.Context) result { return result{} }

	t.Run("counts", func(t *testing.T) {
		var out strings.Builder
		assert.True(t, run(t.Context(), []stage{{steps: []step{{"a", ok}, {"b", none}}}}, &out))
		assert.Contains(t, out.String(), "p.T: why")
		assert.True(t, strings.HasSuffix(out.String(), "\n4 passed, 0 failed, 1 skipped\n"), out.String())
	})
	t.Run("a failure fails the whole, after all have run", func(t *testing.T) {
		var out strings.Builder
		assert.False(t, run(t.Context(), []stage{{alone: true, steps: []step{{"a", bad}}}, {steps: []step{{"b", none}}}}, &out))
		assert.Contains(t, out.String(), "broken")
		assert.True(t, strings.HasSuffix(out.String(), "\n1 passed, 1 failed\n"), out.String())
	})
	t.Run("interrupted", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		assert.False(t, run(ctx, []stage{{steps: []step{{"a", ok}}}}, new(strings.Builder)))
	})
}

func TestStagesFollowEachOther(t *testing.T) {
	var order []string
	at := func(name string) step {
		return step{name, func(context.Context) result { order = append(order, name); return result{} }}
	}
	var stages []stage
	var want []string
	for i := range 5 {
		stages = append(stages, stage{alone: i%2 == 0, steps: []step{at(fmt.Sprint(i))}})
		want = append(want, fmt.Sprint(i))
	}
	run(t.Context(), stages, new(strings.Builder))
	assert.Equal(t, want, order)
}

func TestMissingTool(t *testing.T) {
	assert.False(t, tool{need: "go"}.missing())
	assert.True(t, tool{need: "no-such-program"}.missing())
	assert.True(t, tool{need: "/no/such/file"}.missing())
	assert.NoError(t, install(t.Context(), []tool{{need: "go"}}), "nothing to install")
}

func TestTargets(t *testing.T) {
	var got []string
	for _, x := range targets(cross.Builds, cross.Cores()) {
		got = append(got, fmt.Sprintf("%s %s %s", x.build, x.core.Name, x.kernels()))
	}
	for _, want := range []string{
		"amd64v1 native avx2", "amd64v3 native avx2", "amd64v1 native generic",
		"arm64 cortex-a53 neon", "arm64 cortex-a72 neon", "arm64 cortex-a76 neon-dotprod", "arm64 cortex-a53 generic",
		"arm6 arm1176 go", "arm6 cortex-a7 neon-v7", "arm6 cortex-a7 generic",
	} {
		assert.Contains(t, got, want)
	}
	assert.Len(t, got, 14)
}

func TestCompareFiles(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	var none, same, other result
	compareFiles(a, b, "*.s", &none)
	assert.Equal(t, 1, none.failed, "nothing to compare")
	put := func(dir, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "x.s"), []byte(text), 0o666))
	}
	put(a, "1")
	put(b, "1")
	compareFiles(a, b, "*.s", &same)
	assert.Zero(t, same.failed)
	put(b, "2")
	compareFiles(a, b, "*.s", &other)
	assert.Equal(t, 1, other.failed)
}

func TestCheckRatios(t *testing.T) {
	var r result
	checkRatios("workload batch torch us f32 us ratio f16 us ratio\nW1 1 100.0 50.0 2.00 120.0 0.83\n", &r)
	assert.Equal(t, 1, r.passed)
	assert.Equal(t, 1, r.failed)
	assert.Contains(t, r.output, "0.83")
}
