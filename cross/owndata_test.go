package cross

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestOwnData does what docs/own-data.md says, with a sensor that was turned between
// its two recordings.
func TestOwnData(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the command and trains")
	}
	dir := t.TempDir()
	linkNumpy(t, dir)
	doc := read(t, "docs/own-data.md")
	write(t, dir, "csv2folder.py", block(t, doc, "python"))
	write(t, dir, "before.csv", recording(1, false))
	write(t, dir, "after.csv", recording(2, true))
	build(t, filepath.Join(dir, "edgetune"))

	say(t, dir, block(t, doc, "sh"))
	learned(t, dir, "mydata", "my.model", "tuned.model")
	_, rest, _ := strings.Cut(doc, "## Without Python")
	say(t, dir, block(t, rest, "sh"))
	learned(t, dir, "recorded", "recorded.model", "retuned.model")
}

// learned: tuning in the new place helped.
func learned(t *testing.T, dir, data, model, tuned string) {
	t.Helper()
	before, after := accuracy(t, dir, data, model), accuracy(t, dir, data, tuned)
	assert.Greater(t, after, before, "tuned in the new place")
	assert.Greater(t, after, 0.9)
}

// linkNumpy puts a python3 that has numpy into the folder: Debian's package is for
// Debian's own python3, which need not be the first in PATH.
func linkNumpy(t *testing.T, dir string) {
	t.Helper()
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(python, "-c", "import numpy").Run() == nil {
			path, err := exec.LookPath(python)
			require.NoError(t, err)
			require.NoError(t, os.Symlink(path, filepath.Join(dir, "python3")))
			return
		}
	}
	missing(t, "numpy", "python3-numpy")
}

// block returns the first block of a document in that language.
func block(t *testing.T, doc, language string) string {
	t.Helper()
	m := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindStringSubmatch(doc)
	require.NotNil(t, m, language)
	return m[1]
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666))
}

func build(t *testing.T, path string) {
	t.Helper()
	c := exec.Command("go", "build", "-o", path, "./cmd/edgetune")
	c.Dir = root
	out, err := c.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// say runs a script in a folder that has the command, and returns what it printed.
func say(t *testing.T, dir, script string) string {
	t.Helper()
	c := exec.Command("sh", "-e", "-c", script)
	c.Dir, c.Env = dir, append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"))
	var errs strings.Builder
	c.Stderr = &errs
	out, err := c.Output()
	require.NoError(t, err, "%s\n%s", out, errs.String())
	return string(out)
}

func accuracy(t *testing.T, dir, data, model string) float64 {
	t.Helper()
	var r struct{ Accuracy float64 }
	out := say(t, dir, "edgetune eval --json --data "+data+" --split target_test --model "+model)
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	return r.Accuracy
}

// recording is a CSV of a motor that is off, runs slowly or fast, in turns of two
// seconds; a turned sensor sees it along other axes.
func recording(seed uint64, turned bool) string {
	r := rand.New(rand.NewPCG(seed, 1))
	var b strings.Builder
	b.WriteString("recording,x,y,z,label\n")
	for turn := range 200 {
		label := r.IntN(3)
		phase, strength := r.Float64()*6, []float64{0, 0.3, 0.8}[label]
		for i := range 100 {
			s, c := math.Sincos(phase + float64(i)*[]float64{0, 0.6, 1.7}[label])
			v := [3]float64{strength * s, 1 + 0.3*strength*c, 0.1 * strength * c}
			if turned {
				v = [3]float64{-v[1], 1.3 * v[2], v[0]}
			}
			fmt.Fprintf(&b, "%d,%.3f,%.3f,%.3f,%s\n", turn, v[0]+0.05*r.NormFloat64(), v[1]+0.05*r.NormFloat64(),
				v[2]+0.05*r.NormFloat64(), []string{"off", "slow", "fast"}[label])
		}
	}
	return b.String()
}
