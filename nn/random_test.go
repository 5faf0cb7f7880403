package nn

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// RandomNet draws a net of up to ten layers with shortcuts that meet again in sums.
func RandomNet(t *rapid.T) string {
	g := &netMaker{t: t}
	g.shape = rapid.SampledFrom([]Shape{{6}, {7, 3}, {5, 4, 2}}).Draw(t, "input")
	fmt.Fprintf(&g.text, "input %v\n", g.shape)
	first := map[int]string{1: "dense 6", 2: "depthwise1d kernel=1", 3: "depthwise2d kernel=1"}[len(g.shape)]
	g.add(first, g.shape)
	for range rapid.IntRange(1, 9).Draw(t, "layers") {
		g.layer()
	}
	g.add("dense 3", Shape{3})
	fmt.Fprintf(&g.text, "loss %s\n", rapid.SampledFrom([]string{"softmax", "mse", "bce"}).Draw(t, "loss"))
	return g.text.String()
}

// netMaker writes lines; layer i is named "n<i>".
type netMaker struct {
	t     *rapid.T
	text  strings.Builder
	shape Shape   // of the last layer
	made  []Shape // of all layers
}

func (g *netMaker) add(line string, out Shape) {
	fmt.Fprintf(&g.text, "n%d: %s\n", len(g.made), line)
	g.made, g.shape = append(g.made, out), out
}

// layer adds one that fits the shape; where an earlier output has the same shape it
// may be a sum.
func (g *netMaker) layer() {
	var same []int
	for i, s := range g.made[:len(g.made)-1] {
		if slices.Equal(s, g.shape) {
			same = append(same, i)
		}
	}
	if len(same) > 0 && rapid.Bool().Draw(g.t, "sum") {
		other, last := rapid.SampledFrom(same).Draw(g.t, "of"), len(g.made)-1
		pair := [2]int{other, last}
		if rapid.Bool().Draw(g.t, "turned") {
			pair = [2]int{last, other}
		}
		g.add(fmt.Sprintf("add from=n%d,n%d", pair[0], pair[1]), g.shape)
		return
	}
	kinds := []string{"relu", "tanh", "leakyrelu", "dropout p=0.3", "batchnorm", "sigmoid"}
	s := g.shape
	switch len(s) {
	case 1:
		kinds = append(kinds, "dense 5", "dense 6", "flatten")
	case 2:
		kinds = append(kinds, "conv1d 3 kernel=3 pad=same", "conv1d 2 kernel=1", "depthwise1d kernel=3 pad=same", "flatten", "globalpool", "maxpool1d kernel=1")
	case 3:
		kinds = append(kinds, "conv2d 2 kernel=3 pad=same", "conv2d 3 kernel=1", "depthwise2d kernel=3 pad=same", "flatten", "globalpool", "avgpool2d kernel=1")
	}
	g.addKind(rapid.SampledFrom(kinds).Draw(g.t, "kind"))
}

func (g *netMaker) addKind(line string) {
	out, word := slices.Clone(g.shape), strings.Fields(line)
	switch {
	case line == "flatten":
		out = Shape{out.Len()}
	case line == "globalpool":
		out = Shape{out.Channels()}
	case strings.HasPrefix(line, "conv"), strings.HasPrefix(line, "dense"):
		_, _ = fmt.Sscan(word[1], &out[len(out)-1])
	}
	g.add(line, out)
}
