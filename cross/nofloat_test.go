package cross

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// For 32-bit Arm without a floating-point unit the compiler turns every operation on
// floats into a call. The listing shows which functions make one: of those that a training
// step in integers runs, none may.
var (
	callOf    = regexp.MustCompile(`\t(?:CALL|JMP)\t(\S.*)\(SB\)`)
	floatCall = regexp.MustCompile(`^(runtime\.(f(add|sub|mul|div|neg|cmp|eq|ne|gt|ge|lt|le|max|min)(32|64)|f(32|64)to\w+|fu?int\w*)|math\.\w+)$`)
	shape     = regexp.MustCompile(`\[[^]]*\]`)
	// integerLoop names the loops of package kernel that package integer takes by value.
	integerLoop = regexp.MustCompile(`^edgetune/internal/kernel\.([a-z]\w*Int(8|16)?|randoms)$`)
)

// doors are the functions of package integer where numbers in floating point come in or
// go out: samples, targets, options and parameters; reports; the mean of the weights.
var doors = []string{
	"FromInt8", "Infer", "Put", "Quantise", "Saturation", "ScaleQ15", "ScaleQ7", "Seen", "SetOutput", "Teach", "TeacherWeight", "Watch",
	"biasScale", "blend", "build", "loadWeights", "newCurve", "newHead", "peak", "read", "take", "target",
}

func TestIntegerStepHasNoFloat(t *testing.T) {
	calls := callsOf(listingWithoutFloat(t))
	var open, loops []string
	reached := map[string]string{} // from which function of package integer
	for name := range calls {
		switch short := doorOf(name); {
		case short == "" && !integerLoop.MatchString(name), strings.Contains(name, "type:.eq."):
		case slices.Contains(doors, short):
			if floats(calls[name]) {
				open = append(open, short)
			}
		default:
			reach(calls, name, name, reached)
			if short == "" {
				loops = append(loops, name)
			}
		}
	}
	slices.Sort(open)
	assert.Equal(t, doors, slices.Compact(open), "the listing no longer shows floats where they are, or a door has none")
	assert.Greater(t, len(loops), 15)
	for name, from := range reached {
		if floats(calls[name]) {
			assert.Fail(t, "a float in the step", "%s calls %v; reached from %s", name, calls[name], from)
		}
	}
	for _, name := range []string{"edgetune/fixedpoint.Soft.Mul", "edgetune/nn/integer/op.(*Conv[go.shape.int8,go.shape.int8,go.shape.int32]).Each"} {
		assert.Contains(t, reached, name)
	}
}

// listingWithoutFloat compiles what a step in integers runs.
func listingWithoutFloat(t *testing.T) string {
	t.Helper()
	c := exec.Command("go", "build", "-trimpath", "-gcflags=-S", "./nn/integer", "./nn/integer/op", "./fixedpoint", "./internal/kernel")
	c.Dir, c.Env = root, append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=arm", "GOARM=5")
	out, err := c.CombinedOutput()
	require.NoError(t, err, "%s", compileError.FindAllString(string(out), -1))
	return string(out)
}

// callsOf returns which functions each function of a listing calls.
func callsOf(listing string) map[string][]string {
	calls, now := map[string][]string{}, ""
	for line := range strings.Lines(listing) {
		if !strings.Contains(line, "(SB)") && !strings.Contains(line, " STEXT") {
			continue
		}
		if name, _, ok := strings.Cut(line, " STEXT"); ok && line[0] != '\t' {
			now = name
			calls[now] = nil
		} else if m := callOf.FindStringSubmatch(line); m != nil {
			calls[now] = append(calls[now], m[1])
		}
	}
	return calls
}

// doorOf is the last name of a function of package integer, closures by the function that
// they are in; "" for other packages.
func doorOf(name string) string {
	rest, ok := strings.CutPrefix(shape.ReplaceAllString(name, ""), "edgetune/nn/integer.")
	if !ok {
		return ""
	}
	parts := strings.Split(rest, ".")
	if strings.HasPrefix(parts[0], "(") && len(parts) > 1 {
		return parts[1]
	}
	if len(parts) > 1 && !strings.HasPrefix(parts[1], "func") {
		return parts[1]
	}
	return parts[0]
}

func floats(calls []string) bool { return slices.ContainsFunc(calls, floatCall.MatchString) }

// reach notes all that a function calls, directly or not.
func reach(calls map[string][]string, name, from string, reached map[string]string) {
	if _, known := reached[name]; known {
		return
	}
	reached[name] = from
	for _, f := range calls[name] {
		if _, listed := calls[f]; listed && !slices.Contains(doors, doorOf(f)) {
			reach(calls, f, from, reached)
		}
	}
}
