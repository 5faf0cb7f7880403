package nn

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Part is how much of a layer learns.
type Part uint8

// The parts of a layer. Where weights learn, biases do too.
const (
	Nothing Part = iota
	Biases
	Weights
)

// Share says what of one layer learns.
type Share struct {
	Layer string
	Part  Part // Biases or Weights
	// Channels are the output channels whose weights learn, in rising order; nil: all.
	// Biases learn in every channel.
	Channels []Span
}

// Learning is a sparse update (Lin et al., arXiv 2206.15472, section 3.2): the layers
// that learn, and how much of each. Layers that it does not name keep their bits. nil
// is no such plan: every layer learns.
type Learning []Share

// The words of the text form.
const (
	wordAll    = "all"
	wordBiases = "bias"
	allLayers  = "all" // in the place of a plan
)

// maxChannels bounds the number of a channel.
const maxChannels = 1 << 20

// ParseLearning reads a plan, such as "conv1:bias conv2:0-7,9 dense1:all". The whole
// text "all" is no plan: nil.
func ParseLearning(text string) (Learning, error) {
	fields := strings.Fields(text)
	if len(fields) == 1 && fields[0] == allLayers {
		return nil, nil
	}
	if len(fields) == 0 {
		return nil, fmt.Errorf("nn: learn: no layer; write LAYER:all, LAYER:bias or LAYER:0-7,9")
	}
	var l Learning
	for _, f := range fields {
		s, err := parseShare(f)
		if err != nil {
			return nil, fmt.Errorf("nn: learn: %q: %w", f, err)
		}
		if _, twice := l.Of(s.Layer); twice {
			return nil, fmt.Errorf("nn: learn: layer %s stands there twice; name it once", s.Layer)
		}
		l = append(l, s)
	}
	return l, nil
}

func parseShare(f string) (s Share, err error) {
	at := strings.LastIndexByte(f, ':')
	if at < 1 {
		return s, fmt.Errorf("write LAYER:all, LAYER:bias or LAYER:0-7,9")
	}
	s = Share{Layer: f[:at], Part: Weights}
	switch what := f[at+1:]; what {
	case wordAll:
	case wordBiases:
		s.Part = Biases
	default:
		s.Channels, err = parseChannels(what)
	}
	return s, err
}

// parseChannels reads a list such as 0-7,9.
func parseChannels(text string) (list []Span, err error) {
	for _, part := range strings.Split(text, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		from, err1 := strconv.ParseUint(first, 10, 31)
		to, err2 := strconv.ParseUint(last, 10, 31)
		switch {
		case err1 != nil || err2 != nil || to < from || to >= maxChannels:
			return nil, fmt.Errorf("%q are no channels; write a list like 0-7,9", part)
		case len(list) > 0 && int(from) < list[len(list)-1].To:
			return nil, fmt.Errorf("channel %d comes too late; write them in rising order", from)
		}
		list = append(list, Span{int(from), int(to) + 1})
	}
	return list, nil
}

// String writes what ParseLearning reads.
func (l Learning) String() string {
	if l == nil {
		return allLayers
	}
	var all []string
	for _, s := range l {
		all = append(all, s.String())
	}
	return strings.Join(all, " ")
}

// String writes one word of a plan.
func (s Share) String() string {
	what := wordAll
	switch {
	case s.Part == Biases:
		what = wordBiases
	case s.Channels != nil:
		var list []string
		for _, c := range s.Channels {
			list = append(list, channels(c))
		}
		what = strings.Join(list, ",")
	}
	return s.Layer + ":" + what
}

func channels(s Span) string {
	if s.Len() == 1 {
		return strconv.Itoa(s.From)
	}
	return fmt.Sprintf("%d-%d", s.From, s.To-1)
}

// Of returns what of a layer learns; false for one that the plan does not name.
func (l Learning) Of(layer string) (Share, bool) {
	i := slices.IndexFunc(l, func(s Share) bool { return s.Layer == layer })
	if i < 0 {
		return Share{}, false
	}
	return l[i], true
}

// Shares returns all that could learn, layer by layer.
func (m *Model) Shares() Learning {
	var l Learning
	for _, b := range m.blocks {
		l = append(l, Share{Layer: b.Name, Part: Weights})
	}
	return l
}

// Check refuses layers that are not among names, those with parameters.
func (l Learning) Check(names []string) error {
	if l != nil && len(l) == 0 {
		return fmt.Errorf("nn: learn: a plan without a layer; name one of %s", strings.Join(names, ", "))
	}
	for _, s := range l {
		if !slices.Contains(names, s.Layer) {
			return fmt.Errorf("nn: learn: no layer %q has parameters; there are %s", s.Layer, strings.Join(names, ", "))
		}
	}
	return nil
}
