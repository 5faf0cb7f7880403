package topic

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"edgetune/sensors"
)

// decode reads a payload into one value for each channel.
func (c *Conf) decode(payload []byte, dst []float32) (sensors.Label, error) {
	var none sensors.Label
	d := json.NewDecoder(bytes.NewReader(payload))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return none, fmt.Errorf("%.40q is no JSON; send an object, a list or a number", payload)
	}
	if d.More() {
		return none, fmt.Errorf("%.40q: more than one value; send one a message", payload)
	}
	switch v := v.(type) {
	case map[string]any:
		return c.object(v, dst)
	case []any:
		return none, c.list(v, dst)
	}
	return none, c.list([]any{v}, dst)
}

func (c *Conf) list(v []any, dst []float32) error {
	if len(v) != len(c.Channels) {
		return fmt.Errorf("%d values for %d channels; send one for each", len(v), len(c.Channels))
	}
	for i, x := range v {
		f, err := number(x)
		if err != nil {
			return fmt.Errorf("channel %q: %w", c.Channels[i], err)
		}
		dst[i] = f
	}
	return nil
}

func (c *Conf) object(v map[string]any, dst []float32) (label sensors.Label, err error) {
	for i, name := range c.Channels {
		x, ok := inside(v, name)
		if !ok {
			return label, fmt.Errorf("no key %q; the message has %s", name, strings.Join(slices.Sorted(maps.Keys(v)), ", "))
		}
		if dst[i], err = number(x); err != nil {
			return label, fmt.Errorf("key %q: %w", name, err)
		}
	}
	if c.Label == "" {
		return label, nil
	}
	x, ok := inside(v, c.Label)
	if !ok || x == nil {
		return label, nil
	}
	return c.class(x)
}

// inside follows a name like "ENERGY.Power"; a key with a dot comes first.
func inside(v map[string]any, name string) (any, bool) {
	if x, ok := v[name]; ok {
		return x, true
	}
	first, rest, ok := strings.Cut(name, ".")
	if !ok {
		return nil, false
	}
	deeper, ok := v[first].(map[string]any)
	if !ok {
		return nil, false
	}
	return inside(deeper, rest)
}

// number reads a value; text may hold one, true is 1.
func number(x any) (float32, error) {
	var text string
	switch x := x.(type) {
	case bool:
		if x {
			return 1, nil
		}
		return 0, nil
	case json.Number:
		text = x.String()
	case string:
		text = x
	}
	v, err := strconv.ParseFloat(text, 32)
	if err != nil || !(math.Abs(v) <= math.MaxFloat32) {
		return 0, errors.New("not a number; send numbers")
	}
	return float32(v), nil
}

// class reads a label: a name of Classes, or a number.
func (c *Conf) class(x any) (sensors.Label, error) {
	name := fmt.Sprint(x)
	if i := slices.Index(c.Classes, name); i >= 0 {
		return sensors.Label{Kind: sensors.ClassLabel, Class: i}, nil
	}
	top := len(c.Classes)
	if top == 0 {
		top = 1 << 16
	}
	n, err := strconv.Atoi(name)
	if err != nil || n < 0 || n >= top {
		return sensors.Label{}, fmt.Errorf("label %.40q is no class; use a name or number of %q", name, c.Classes)
	}
	return sensors.Label{Kind: sensors.ClassLabel, Class: n}, nil
}
