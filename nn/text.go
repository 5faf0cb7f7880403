package nn

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Parse reads the text form of a net, one layer a line:
//
//	input 128x9
//	conv1d 32 kernel=5 pad=same
//	relu
//	skip: maxpool kernel=2        # a name, for later use
//	dense 6 from=skip
//	loss softmax
//
// A layer reads the one before it, or the named ones of from=a,b. Sizes in two
// directions are written y×x as 3x3; one number stands for time in a 1-D net and
// for both directions in a 2-D one. pad is same, valid, or the zeros on each side
// (top,bottom,left,right; in a 1-D net left,right).
func Parse(text string) (Spec, error) {
	var s Spec
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if err := s.parseLine(words); err != nil {
			return Spec{}, fmt.Errorf("nn: net, line %d: %w", i+1, err)
		}
	}
	switch {
	case s.Input == nil:
		return Spec{}, fmt.Errorf("nn: net: no input line; begin with \"input 128x9\"")
	case len(s.Nodes) == 0:
		return Spec{}, fmt.Errorf("nn: net: no layers")
	case s.Loss.Kind == "":
		return Spec{}, fmt.Errorf("nn: net: no loss line; end with \"loss softmax\"")
	}
	return s, nil
}

func (s *Spec) parseLine(words []string) (err error) {
	switch words[0] {
	case "input":
		if len(words) != 2 || s.Input != nil {
			return fmt.Errorf("input wants one size, once, as in \"input 128x9\"")
		}
		s.Input, err = parseShape(words[1])
		return err
	case "loss":
		return s.Loss.parse(words[1:])
	}
	n, err := parseNode(words)
	if err == nil {
		s.Nodes = append(s.Nodes, n)
	}
	return err
}

func (l *LossSpec) parse(words []string) error {
	if len(words) == 0 || l.Kind != "" || !slices.Contains(lossKinds, words[0]) {
		return fmt.Errorf("loss is one of %s, once", strings.Join(lossKinds, ", "))
	}
	l.Kind = words[0]
	for _, w := range words[1:] {
		key, v, _ := strings.Cut(w, "=")
		var err error
		switch {
		case l.Kind != "softmax":
			err = fmt.Errorf("%s takes no word %q", l.Kind, w)
		case key == "weights":
			err = l.parseWeights(v)
		case key == "smooth":
			err = l.parseSmooth(v)
		default:
			err = fmt.Errorf("unknown word %q; it takes weights, smooth", w)
		}
		if err != nil {
			return fmt.Errorf("loss: %w", err)
		}
	}
	return nil
}

func (l *LossSpec) parseWeights(list string) error {
	l.Weights = nil
	for _, f := range strings.Split(list, ",") {
		x, err := parsePositive("weights", f)
		if err != nil {
			return err
		}
		l.Weights = append(l.Weights, x)
	}
	return nil
}

func (l *LossSpec) parseSmooth(s string) error {
	x, err := strconv.ParseFloat(s, 32)
	l.Smooth = float32(x)
	if err != nil || !(l.Smooth >= 0 && l.Smooth < 1) {
		return fmt.Errorf("smooth %q does not lie between 0 and 1", s)
	}
	return nil
}

func parseNode(words []string) (n NodeSpec, err error) {
	if name, ok := strings.CutSuffix(words[0], ":"); ok && len(words) > 1 {
		n.Name, words = name, words[1:]
	}
	n.Kind = words[0]
	kind, ok := kinds[n.Kind]
	if !ok {
		return n, fmt.Errorf("unknown layer %q; there are %s", n.Kind, strings.Join(Kinds(), ", "))
	}
	for _, w := range words[1:] {
		key, value, found := strings.Cut(w, "=")
		if !found {
			key, value = "out", w
		}
		if !slices.Contains(kind.args, key) && key != "from" {
			return n, fmt.Errorf("%s: unknown word %q; it takes %s", n.Kind, w, strings.Join(kind.args, ", "))
		}
		if err := n.set(key, value, kind.flat); err != nil {
			return n, fmt.Errorf("%s: %w", n.Kind, err)
		}
	}
	return n, kind.check(n)
}

func (n *NodeSpec) set(key, value string, flat bool) (err error) {
	switch key {
	case "out":
		n.Out, err = parseCount(value)
	case "from":
		n.From = strings.Split(value, ",")
	case "kernel":
		n.Kernel, err = parsePair(value, flat)
	case "stride":
		n.Stride, err = parsePair(value, flat)
	case "dilation":
		n.Dilation, err = parsePair(value, flat)
	case "groups":
		n.Groups, err = parseCount(value)
	case "pad":
		n.Pad, err = parsePadding(value, flat)
	case "bias":
		if value != "yes" && value != "no" {
			return fmt.Errorf("bias=%s: want yes or no", value)
		}
		n.NoBias = value == "no"
	case "p", "slope", "eps":
		n.Value, err = parsePositive(key, value)
	}
	return err
}

func parsePositive(key, s string) (float32, error) {
	v, err := strconv.ParseFloat(s, 32)
	if x := float32(v); err == nil && x > 0 && isFinite(float(x)) {
		return x, nil
	}
	return 0, fmt.Errorf("%s=%s: want a positive number", key, s)
}

const maxExtent = 1 << 20

func parseCount(s string) (int, error) {
	v, err := strconv.Atoi(s)
	if err != nil || v < 1 || v > maxExtent {
		return 0, fmt.Errorf("%q is not a count from 1 to %d", s, maxExtent)
	}
	return v, nil
}

func parseShape(s string) (Shape, error) {
	var out Shape
	for _, w := range strings.Split(s, "x") {
		v, err := parseCount(w)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	if !fits(maxValues, out...) {
		return nil, fmt.Errorf("size %s is too large", s)
	}
	if len(out) > 3 {
		return nil, fmt.Errorf("size %s has more than three extents", s)
	}
	return out, nil
}

// parsePair reads y×x. One number is x alone in a 1-D layer (flat), else both.
func parsePair(s string, flat bool) ([2]int, error) {
	v, err := parseShape(s)
	switch {
	case err != nil:
		return [2]int{}, err
	case len(v) == 2 && (!flat || v[0] == 1):
		return [2]int{v[0], v[1]}, nil
	case len(v) == 1 && flat:
		return [2]int{1, v[0]}, nil
	case len(v) == 1:
		return parsePair(s+"x"+s, false)
	}
	return [2]int{}, fmt.Errorf("%q: want one size, or two as in 3x3 in a 2-D layer", s)
}

func parsePadding(s string, flat bool) (Padding, error) {
	switch s {
	case "same":
		return Padding{Same: true}, nil
	case "valid":
		return Padding{}, nil
	}
	var v []int
	for _, w := range strings.Split(s, ",") {
		x, err := strconv.Atoi(w)
		if err != nil || x < 0 || x > maxExtent {
			return Padding{}, fmt.Errorf("padding %q: want same, valid or counts of zeros", s)
		}
		v = append(v, x)
	}
	switch {
	case len(v) == 2 && flat:
		return Padding{Left: v[0], Right: v[1]}, nil
	case len(v) == 4:
		return Padding{Top: v[0], Bottom: v[1], Left: v[2], Right: v[3]}, nil
	}
	return Padding{}, fmt.Errorf("padding %q: want left,right in a 1-D layer, else top,bottom,left,right", s)
}

// String writes the text form, which Parse reads back.
func (s Spec) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "input %v\n", s.Input)
	for _, n := range s.Nodes {
		fmt.Fprintln(&b, n)
	}
	fmt.Fprintf(&b, "loss %s", s.Loss.Kind)
	for i, w := range s.Loss.Weights {
		b.WriteString([]string{" weights=", ","}[min(i, 1)] + strconv.FormatFloat(float64(w), 'g', -1, 32))
	}
	if s.Loss.Smooth != 0 {
		b.WriteString(" smooth=" + strconv.FormatFloat(float64(s.Loss.Smooth), 'g', -1, 32))
	}
	b.WriteString("\n")
	return b.String()
}

func (n NodeSpec) String() string {
	var w []string
	if n.Name != "" {
		w = append(w, n.Name+":")
	}
	w = append(w, n.Kind)
	kind := kinds[n.Kind]
	for _, key := range kind.args {
		if v := n.get(key, kind.flat); v != "" {
			w = append(w, v)
		}
	}
	if len(n.From) > 0 {
		w = append(w, "from="+strings.Join(n.From, ","))
	}
	return strings.Join(w, " ")
}

func (n NodeSpec) get(key string, flat bool) string {
	switch {
	case key == "out" && n.Out > 0:
		return strconv.Itoa(n.Out)
	case key == "kernel" && n.Kernel[1] > 0:
		return "kernel=" + pairString(n.Kernel, flat)
	case key == "stride" && n.Stride[1] > 0:
		return "stride=" + pairString(n.Stride, flat)
	case key == "dilation" && n.Dilation[1] > 0:
		return "dilation=" + pairString(n.Dilation, flat)
	case key == "groups" && n.Groups > 0:
		return "groups=" + strconv.Itoa(n.Groups)
	case key == "pad" && n.Pad != Padding{}:
		return "pad=" + n.Pad.text(flat)
	case key == "bias" && n.NoBias:
		return "bias=no"
	case (key == "p" || key == "slope" || key == "eps") && n.Value != 0:
		return key + "=" + strconv.FormatFloat(float64(n.Value), 'g', -1, 32)
	}
	return ""
}

func pairString(v [2]int, flat bool) string {
	if flat && v[0] <= 1 {
		return strconv.Itoa(v[1])
	}
	return fmt.Sprintf("%dx%d", v[0], v[1])
}

func (p Padding) text(flat bool) string {
	switch {
	case p.Same:
		return "same"
	case flat:
		return fmt.Sprintf("%d,%d", p.Left, p.Right)
	}
	return fmt.Sprintf("%d,%d,%d,%d", p.Top, p.Bottom, p.Left, p.Right)
}
