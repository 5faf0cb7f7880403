package service

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"edgetune/firmware/bundle"
	"edgetune/firmware/telemetry"
)

// targets are the values that a net of a regression gives; none where it tells classes
// apart.
type targets []bundle.Target

// mostDeviations is how far a label may be from what the net learned from, in deviations
// of that: further is a slip of the keyboard, or of the unit.
const mostDeviations = 20

// read returns the values of a label as the net has them, and as text. They may stand in
// place of a class too: "2.1 113".
func (ts targets) read(l *telemetry.Label) (normal []float32, text string, err error) {
	values := l.Values
	if values == nil {
		if values, err = numbersOf(l.Class); err != nil {
			return nil, "", hinted{fmt.Errorf("%w: %w", telemetry.ErrBadLabel, err), ts.wanted()}
		}
	}
	if len(values) != len(ts) {
		return nil, "", hinted{fmt.Errorf("%w: %d values", telemetry.ErrBadLabel, len(values)), ts.wanted()}
	}
	for i, t := range ts {
		v := (float32(values[i]) - t.Mean) / t.Std
		if !(v >= -mostDeviations && v <= mostDeviations) { // NaN too
			lo, hi := t.Mean-float32(mostDeviations*t.Std), t.Mean+float32(mostDeviations*t.Std)
			err := fmt.Errorf("%w: %s of %g, %d deviations or more from what the net learned from", telemetry.ErrBadLabel, ts.name(i), values[i], mostDeviations)
			return nil, "", hinted{err, fmt.Sprintf("give %.4g to %.4g %s", lo, hi, t.Unit)}
		}
		normal = append(normal, v)
	}
	return normal, textOf(values), nil
}

// numbersOf reads numbers between spaces, commas or semicolons.
func numbersOf(text string) (list []float64, err error) {
	apart := func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' }
	for _, word := range strings.FieldsFunc(text, apart) {
		v, err := strconv.ParseFloat(word, 64)
		if err != nil {
			return nil, fmt.Errorf("%.64q is no number", word)
		}
		list = append(list, v)
	}
	return list, nil
}

// textOf writes values so that numbersOf reads them.
func textOf(values []float64) string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = strconv.FormatFloat(v, 'g', 6, 64)
	}
	return strings.Join(list, ", ")
}

// wanted says how a label is to be.
func (ts targets) wanted() string {
	list := make([]string, len(ts))
	for i, t := range ts {
		list[i] = strings.TrimSpace(ts.name(i) + " " + t.Unit)
	}
	return fmt.Sprintf("this net gives values: send {\"values\":[…]} with %s", strings.Join(list, ", "))
}

// name is that of a target.
func (ts targets) name(i int) string {
	if name := ts[i].Name; name != "" {
		return name
	}
	return fmt.Sprint("value ", i+1)
}

// physical returns what the net said, in the units of the targets.
func (ts targets) physical(out []float32) []float64 {
	list := make([]float64, len(ts))
	for i, t := range ts {
		list[i] = float64(float32(out[i]*t.Std) + t.Mean)
	}
	return list
}

// words writes values with their names and units.
func (ts targets) words(values []float64) string {
	list := make([]string, len(ts))
	for i, t := range ts {
		list[i] = strings.TrimSpace(fmt.Sprintf("%s %.4g %s", ts.name(i), values[i], t.Unit))
	}
	return strings.Join(list, ", ")
}

// show describes them for the page.
func (ts targets) show() (list []telemetry.Target) {
	for i, t := range ts {
		list = append(list, telemetry.Target{Name: ts.name(i), Unit: t.Unit})
	}
	return list
}
