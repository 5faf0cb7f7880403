package op

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// onlyDouble names cases that fail when the two roundings are made one: proof that
// the test can tell them apart.
var onlyDouble = strings.Fields(`add_s16_spill batch_matmul_1_s8 batch_matmul_3_s8
	batch_matmul_4_s8 conv_2x2_dilation conv_5 depthwise_dilation depthwise_int4_2
	depthwise_int4_generic ds_cnn_s grouped_conv_4 int16xint8xint32_4 int16xint8xint32_5`)

// TestCMSISNN runs the integer cases of CMSIS-NN, whose outputs the TensorFlow Lite
// interpreter made: all that have an operator must agree in every bit, on every set of
// kernels of this machine.
func TestCMSISNN(t *testing.T) {
	for _, set := range kernel.All() {
		t.Run(set.Name, func(t *testing.T) { runCases(t, set) })
	}
}

func runCases(t *testing.T, set *kernel.Set) {
	ran, without := map[string]int{}, map[string][]string{}
	known := map[string]bool{}
	var fails []string
	for _, c := range readCases(t) {
		c.set = set
		run, ok := runners[c.kind()]
		if !ok {
			without[c.kind()] = append(without[c.kind()], c.Case)
			continue
		}
		ran[c.kind()]++
		known[c.Case] = true
		t.Run(c.Case, func(t *testing.T) {
			res, err := runCase(run, c, c.rounding(fixedpoint.DoubleRounding))
			require.NoError(t, err)
			require.NotEmpty(t, res.want)
			assert.Equal(t, res.want, res.got)
		})
		if !c.reduced() && !passes(t, run, c, fixedpoint.SingleRounding) {
			fails = append(fails, c.Case)
		}
	}
	t.Logf("kernels %s", set.Name)
	report(t, ran, without)
	t.Logf("single rounding fails %d: %s", len(fails), strings.Join(fails, " "))
	for _, name := range onlyDouble {
		if known[name] {
			assert.Contains(t, fails, name, "single rounding is not the arithmetic of the cases")
		}
	}
	assert.GreaterOrEqual(t, len(fails), len(onlyDouble))
}

// runCase runs a case; one that cannot be read is an error, not a crash.
func runCase(run runner, c *cmsisCase, r fixedpoint.Rounding) (res result, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: %v", c.Case, p)
		}
	}()
	return run(c, r)
}

func passes(t *testing.T, run runner, c *cmsisCase, r fixedpoint.Rounding) bool {
	t.Helper()
	res, err := runCase(run, c, r)
	require.NoError(t, err)
	return slices.Equal(res.want, res.got)
}

func count(counts map[string]int) int {
	n := 0
	for _, v := range counts {
		n += v
	}
	return n
}

// report prints what ran and what has no operator.
func report(t *testing.T, ran map[string]int, without map[string][]string) {
	lost := 0
	for _, names := range without {
		lost += len(names)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "cases: %d ran, %d without an operator\n", count(ran), lost)
	for _, k := range slices.Sorted(maps.Keys(ran)) {
		fmt.Fprintf(&b, "  %3d %s\n", ran[k], k)
	}
	for _, k := range slices.Sorted(maps.Keys(without)) {
		fmt.Fprintf(&b, "  without an operator: %2d %s: %s\n", len(without[k]), k, strings.Join(without[k], " "))
	}
	t.Log(b.String())
}
