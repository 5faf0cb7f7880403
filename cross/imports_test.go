package cross

import (
	gopath "path"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// rule says what a package may import beside the standard library. A path ending in
// /... stands for all below it too.
type rule struct {
	pkg   string
	may   []string
	never []string // of the standard library
}

// numbers is what every package may know.
var numbers = []string{"edgetune/fixedpoint", "github.com/x448/float16"}

// rules are the table "Who may import whom" of docs/architecture.md: imports go
// down only. The first rule that fits a package holds.
var rules = []rule{
	{pkg: "fixedpoint", may: []string{"github.com/x448/float16"}, never: files},
	{pkg: "internal/kernel", may: join(numbers, "golang.org/x/sys/cpu"), never: []string{"log", "sync", "net"}},
	{pkg: "nn", may: join(numbers, kernel), never: files},
	{pkg: "nn/zoo", may: []string{"edgetune/nn"}, never: files},
	{pkg: "nn/codec/...", may: join(numbers, kernel, "edgetune/nn", "edgetune/nn/codec/...")},
	{pkg: "nn/...", may: join(numbers, kernel, "edgetune/nn", "edgetune/nn/..."), never: files},
	{pkg: "optim/exact", may: join(numbers, kernel, "edgetune/nn", "gonum.org/v1/gonum/...")},
	{pkg: "optim/...", may: join(numbers, kernel, "edgetune/nn", "edgetune/optim/..."), never: files},
	{pkg: "sensors/bus/...", may: join(numbers, "edgetune/sensors/...", "periph.io/x/conn/v3/...", "periph.io/x/host/v3/...")},
	{pkg: "sensors/chip/...", may: join(numbers, "edgetune/sensors/...", "periph.io/x/conn/v3/...", "periph.io/x/devices/v3/...")},
	{pkg: "sensors/topic", may: join(numbers, "edgetune/sensors/...", "edgetune/internal/mqtt")},
	{pkg: "sensors/...", may: join(numbers, "edgetune/sensors/...", "periph.io/x/conn/v3/...")},
	{pkg: "firmware/drift", may: numbers},
	{pkg: "firmware/store"},
	{pkg: "firmware/memory", may: learner},
	{pkg: "firmware/bundle", may: join(learner, "edgetune/firmware/memory")},
	{pkg: "firmware/fewshot", may: join(learner, "edgetune/firmware/memory", "edgetune/firmware/bundle")},
	{pkg: "firmware/rehearsal", may: join(learner, "edgetune/firmware", "edgetune/firmware/...")},
	{pkg: "firmware/telemetry/page"},
	{pkg: "firmware/telemetry", may: []string{"edgetune/firmware/telemetry/page", "github.com/VictoriaMetrics/metrics"}},
	{pkg: "firmware/service", may: join(learner, "edgetune/firmware", "edgetune/firmware/...", "edgetune/internal/mqtt", "edgetune/internal/signature", "github.com/BurntSushi/toml", "periph.io/x/conn/v3/gpio")},
	{pkg: "firmware/deploy", may: []string{"edgetune/internal/signature", "github.com/BurntSushi/toml", "github.com/pkg/sftp", "golang.org/x/crypto/ssh/...", "golang.org/x/mod/semver"}},
	{pkg: "firmware", may: join(learner, "edgetune/firmware/...")},
	{pkg: "firmware/...", may: learner},
	{pkg: "internal/metric"},
	{pkg: "internal/shared"},
	{pkg: "internal/signature", may: []string{"aead.dev/minisign", "golang.org/x/mod/semver"}},
	{pkg: "internal/doctor"},
	{pkg: "internal/chart"},
	{pkg: "internal/mqtt/...", may: []string{"github.com/eclipse/paho.golang/...", "github.com/mochi-mqtt/server/v2/..."}},
	{pkg: "internal/workload", may: join(learner, "edgetune/nn/zoo")},
	{pkg: "internal/trial/...", may: join(learner, "edgetune/nn/zoo", "edgetune/internal/metric", "edgetune/firmware", "edgetune/firmware/...",
		"edgetune/internal/trial/...")},
	{pkg: "cmd/edgetune", may: []string{
		"edgetune/...", "github.com/spf13/cobra", "github.com/spf13/pflag",
		"github.com/schollz/progressbar/v3", "golang.org/x/term", "golang.org/x/sys/cpu",
	}},
	{pkg: "examples/...", may: []string{"edgetune/..."}},
	{pkg: "cross", may: nil},
	{pkg: "cross/vm/guest", may: []string{"edgetune/cross/vm/...", "golang.org/x/sys/unix"}},
	{pkg: "cross/...", may: []string{"edgetune/..."}},
}

const (
	kernel  = "edgetune/internal/kernel"
	testify = "github.com/stretchr/testify/..."
)

var (
	// files: what computes opens no file and no connection.
	files = []string{"os", "io/fs", "net", "net/http", "os/exec"}
	// learner is what the learner joins.
	learner = join(numbers, kernel, "edgetune/nn", "edgetune/optim", "edgetune/sensors/...",
		"edgetune/nn/codec/...", "edgetune/nn/integer/...", "edgetune/nn/quantise")
)

func join(a []string, b ...string) []string { return append(append([]string(nil), a...), b...) }

func TestImports(t *testing.T) {
	for _, goarch := range []string{"amd64", "arm64", "arm"} {
		for _, p := range packages(t, goarch) {
			r, ok := ruleOf(p.path())
			if assert.True(t, ok, "%s has no rule: add it to the table of docs/architecture.md and to rules", p.ImportPath) {
				assert.Empty(t, r.offenders(p.Imports), "%s must not import these (docs/architecture.md, who may import whom)", p.ImportPath)
			}
		}
	}
}

// ruleOf finds the rule of a package. A test's helper may import what its parent
// may, the parent itself and its relatives, and the test library.
func ruleOf(path string) (rule, bool) {
	if parent := gopath.Dir(path); isTestHelper(path) {
		r, ok := ruleOf(parent)
		return rule{pkg: path, may: join(r.may, "edgetune/"+parent, "edgetune/"+parent+"/...", testify)}, ok
	}
	for _, r := range rules {
		if fits(r.pkg, path) {
			return r, true
		}
	}
	return rule{}, false
}

// isTestHelper: packages that tests alone import end in test, as httptest does; the
// register models of chips are their doubles.
func isTestHelper(path string) bool {
	return strings.HasSuffix(path, "test") || path == "sensors/chip/model"
}

// fits reports whether path is the pattern, or below it if it ends in /...
func fits(pattern, path string) bool {
	base, all := strings.CutSuffix(pattern, "/...")
	return path == base || all && strings.HasPrefix(path, base+"/")
}

func (r rule) offenders(imports []string) (bad []string) {
	for _, path := range imports {
		if !r.allows(path) {
			bad = append(bad, path)
		}
	}
	return bad
}

func (r rule) allows(path string) bool {
	if isStandard(path) {
		return !anyFits(r.never, path)
	}
	return anyFits(r.may, path)
}

func anyFits(patterns []string, path string) bool {
	for _, p := range patterns {
		if fits(p, path) {
			return true
		}
	}
	return false
}

// isStandard: only other modules have a dot in their first element.
func isStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return first != "edgetune" && !strings.Contains(first, ".")
}

func TestImportRules(t *testing.T) {
	for _, c := range []struct {
		name, pkg, path string
		want            bool
	}{
		{"upwards", "nn", "edgetune/optim", false},
		{"sideways", "nn", "edgetune/sensors", false},
		{"downwards", "optim", "edgetune/nn", true},
		{"a file", "nn", "os", false},
		{"a test's helper", "internal/kernel/kerneltest", "edgetune/internal/kernel", true},
		{"a test's helper upwards", "internal/kernel/kerneltest", "edgetune/nn", false},
		{"a sensor below", "sensors", "edgetune/sensors/replay", true},
		{"a net in a sensor", "sensors/replay", "edgetune/nn", false},
		{"the real bus in a chip", "sensors/chip/bme280", "periph.io/x/host/v3/sysfs", false},
		{"the test library", "cmd/edgetune", "github.com/stretchr/testify/require", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, ok := ruleOf(c.pkg)
			require.True(t, ok)
			assert.Equal(t, c.want, r.allows(c.path))
		})
	}
}
