package files

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"edgetune/sensors"
)

// number reads a channel's cell; what no float32 can hold is an error.
func number(cell string) (float64, error) {
	cell = strings.TrimSpace(cell)
	if cell == "" || cell == "null" {
		return 0, ErrMissing
	}
	v, err := strconv.ParseFloat(cell, 64)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%.40q is not a number", cell)
	case math.IsNaN(v):
		return 0, ErrMissing
	case math.Abs(v) > math.MaxFloat32:
		return 0, fmt.Errorf("%v is out of range", v)
	}
	return v, nil
}

// nanoseconds reads a time in a unit of 10^decimals ns. It is exact for times since 1970,
// which a float64 in seconds is not.
func nanoseconds(cell string, decimals int) (int64, error) {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return 0, ErrMissing
	}
	if strings.ContainsRune(cell, ':') {
		return date(cell)
	}
	whole, part, _ := strings.Cut(cell, ".")
	if len(part) > decimals {
		part = part[:decimals]
	}
	plain := whole != "" && whole != "-" && strings.Trim(whole, "0123456789-") == "" && strings.Trim(part, "0123456789") == ""
	if !plain {
		v, err := strconv.ParseFloat(cell, 64) // such as 1.5e3
		if v *= math.Pow10(decimals); err != nil || math.IsNaN(v) || math.Abs(v) > math.MaxInt64/2 {
			return 0, fmt.Errorf("%.40q is not a time", cell)
		}
		return int64(math.Round(v)), nil
	}
	t, err := strconv.ParseInt(whole+part+strings.Repeat("0", decimals-len(part)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%.40q is not a time", cell)
	}
	return t, nil
}

// date reads "2024-05-01T12:00:00.5Z", or "2024-05-01 12:00:00.5" as UTC.
func date(cell string) (int64, error) {
	for _, layout := range []string{time.RFC3339, time.DateTime} {
		if t, err := time.Parse(layout, cell); err == nil && t.Year() > 1700 && t.Year() < 2200 {
			return t.UnixNano(), nil
		}
	}
	return 0, fmt.Errorf("%.40q is not a time; write 2024-05-01T12:00:00Z", cell)
}

// label reads the class of a row; an empty cell is no label.
func (s *rows) label(cells []string) (sensors.Label, error) {
	if s.roles.label < 0 {
		return sensors.Label{}, nil
	}
	cell := strings.TrimSpace(cells[s.roles.label])
	if cell == "" || cell == "null" {
		return sensors.Label{}, nil
	}
	if i := slices.Index(s.o.Classes, cell); i >= 0 {
		return sensors.Label{Kind: sensors.ClassLabel, Class: i}, nil
	}
	n, err := strconv.ParseUint(cell, 10, 16)
	if err != nil && len(s.o.Classes) == 0 {
		return sensors.Label{}, fmt.Errorf("label %.40q is no number, and no classes are named; name them, like classes=%s", cell, cell)
	}
	if err != nil || (len(s.o.Classes) > 0 && int(n) >= len(s.o.Classes)) {
		return sensors.Label{}, fmt.Errorf("label %.40q is no class; use a number or one of %q", cell, s.o.Classes)
	}
	return sensors.Label{Kind: sensors.ClassLabel, Class: int(n)}, nil
}
