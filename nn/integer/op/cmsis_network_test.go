package op

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"edgetune/fixedpoint"
)

var layerName = regexp.MustCompile(`^(CONV_2D|DEPTHWISE_CONV_2D|AVERAGE_POOL_2D|FULLY_CONNECTED|SOFTMAX)_(\d+)_`)

// networkCase runs a whole net, layer by layer, as a chain of cases.
func networkCase(c *cmsisCase, r fixedpoint.Rounding) (result, error) {
	x := c.array(0, "input")
	for _, name := range c.layers() {
		l, err := c.layer(name, x)
		if err != nil {
			return result{}, err
		}
		res, err := layerRunners[l.Op](l, r)
		if err != nil {
			return result{}, fmt.Errorf("%s: %w", name, err)
		}
		x = res.got
	}
	return result{x, c.want(len(x))}, nil
}

var layerRunners = map[string]runner{
	"CONV_2D":           convCase(Int8),
	"DEPTHWISE_CONV_2D": depthwiseCase(Int8),
	"AVERAGE_POOL_2D":   poolCase[int8],
	"FULLY_CONNECTED":   denseCase(Int8),
	"SOFTMAX":           softmaxInt8Case,
}

// layers returns the names of the layers in the order of their numbers.
func (c *cmsisCase) layers() []string {
	number := map[string]int{}
	for k := range c.Defines {
		if m := layerName.FindStringSubmatch(k); m != nil {
			number[m[1]+"_"+m[2]], _ = strconv.Atoi(m[2])
		}
	}
	var names []string
	for n := range number {
		names = append(names, n)
	}
	slices.SortFunc(names, func(a, b string) int { return number[a] - number[b] })
	return names
}

// layer returns one layer as a case of its own, with input x.
func (c *cmsisCase) layer(name string, x []int64) (*cmsisCase, error) {
	l := &cmsisCase{set: c.set, Case: name, Op: name[:strings.LastIndex(name, "_")], Defines: map[string]any{"CH_MULT": 1.0}, Arrays: map[string]array{}}
	for k, v := range c.Defines {
		if rest, ok := strings.CutPrefix(k, name+"_"); ok {
			l.Defines[rest] = v
		}
	}
	kind, number := l.Op, name[len(l.Op)+1:]
	prefix := "layer_" + number + "_" + strings.ToLower(kind) + "_"
	for k, v := range c.Arrays {
		if rest, ok := strings.CutPrefix(k, prefix); ok {
			l.Arrays[rest] = v
		}
	}
	return l, l.adapt(x)
}

// adapt gives a layer the names of a case of its own.
func (c *cmsisCase) adapt(x []int64) error {
	text, err := json.Marshal(x)
	c.Arrays["input"] = array{Type: "int8_t", V: text}
	switch c.Op {
	case "AVERAGE_POOL_2D":
		c.Defines["INPUT_C"] = float64(len(x) / (c.get(1, "INPUT_H") * c.get(1, "INPUT_W")))
	case "FULLY_CONNECTED":
		c.Defines["ACCUMULATION_DEPTH"] = float64(len(x))
		c.Defines["INPUT_BATCHES"] = 1.0
		c.Defines["OUT_CH"] = float64(len(c.array(0, "weights")) / len(x))
	}
	return err
}

func softmaxInt8Case(c *cmsisCase, _ fixedpoint.Rounding) (result, error) {
	x := narrow[int8](c.array(0, "input"))
	y := make([]int8, len(x))
	SoftmaxInt8(y, x, len(x), fixedpoint.SoftmaxScale{Mult: c.scalar("MULT", "SHIFT"), Min: c.get32("DIFF_MIN")})
	return result{got: wide(y)}, nil
}
