package replay

import (
	"errors"
	"fmt"

	"edgetune/sensors"
)

// maxClasses bounds a class number where meta.json names no classes.
const maxClasses = 1 << 16

// labels is what y says about each row.
type labels struct {
	kind    sensors.LabelKind
	class   []int32
	classes int
	values  []float32 // [row × target]
	targets int
}

// at returns the label of a row.
func (l *labels) at(i int) sensors.Label {
	switch l.kind {
	case sensors.ClassLabel:
		return sensors.Label{Kind: l.kind, Class: int(l.class[i])}
	case sensors.ValuesLabel:
		return sensors.Label{Kind: l.kind, Values: l.values[i*l.targets : i*l.targets+l.targets]}
	}
	return sensors.Label{}
}

// readLabels reads y for a recording of rows rows, and returns the array too. Only
// an anomaly task may lack it.
func readLabels(z *npz, m Meta, rows int) (*labels, *array, error) {
	if z.find("y") == nil && m.Task == "anomaly" {
		return &labels{classes: len(m.Classes)}, nil, nil
	}
	y, err := readRows(z, "y", rows)
	if err != nil {
		return nil, nil, err
	}
	l, err := newLabels(y, m)
	return l, y, err
}

func newLabels(y *array, m Meta) (*labels, error) {
	if m.Task == "regression" {
		return newTargets(y, m)
	}
	l := &labels{kind: sensors.ClassLabel, classes: len(m.Classes)}
	top := maxClasses
	if l.classes > 0 {
		top = l.classes
	}
	var err error
	if l.class, err = y.ints(0, top-1); err != nil {
		return nil, err
	}
	if l.classes == 0 {
		for _, c := range l.class {
			l.classes = max(l.classes, int(c)+1)
		}
	}
	return l, nil
}

// newTargets takes y [row] or [row × target].
func newTargets(y *array, m Meta) (*labels, error) {
	l := &labels{kind: sensors.ValuesLabel, targets: 1}
	switch len(y.shape) {
	case 1:
	case 2:
		l.targets = y.shape[1]
	default:
		return nil, fmt.Errorf("y: shape %v; want [row] or [row, target]", y.shape)
	}
	if len(m.Targets) > 0 && len(m.Targets) != l.targets {
		return nil, fmt.Errorf("y: %d columns, meta.json names %d targets; name each column", l.targets, len(m.Targets))
	}
	if len(m.TargetUnits) > 0 && len(m.TargetUnits) != l.targets {
		return nil, fmt.Errorf("y: %d columns, meta.json has %d target_units; give each column one", l.targets, len(m.TargetUnits))
	}
	l.values = y.floats()
	return l, nil
}

// readRows reads an array that must have one entry for each row.
func readRows(z *npz, name string, rows int) (*array, error) {
	if name == "" {
		return nil, errors.New("an array without a name is asked for in meta.json; name it or leave the key out")
	}
	return z.read(name, func(h header) ([]int, error) {
		if h.shape[0] != rows {
			return nil, fmt.Errorf("%d rows, X has %d; give each row one entry", h.shape[0], rows)
		}
		return nil, nil
	})
}
