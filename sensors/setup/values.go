package setup

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// values reads the options of a Setting; the first that is wrong stays in err.
type values struct {
	driver  Driver
	setting Setting
	err     error
}

func newValues(s Setting) *values {
	d, err := Find(s.Driver)
	return &values{driver: d, setting: s, err: err}
}

func (v *values) text(name string) string { return v.driver.option(v.setting, name) }

func (v *values) fail(name, want string) {
	if v.err == nil {
		v.err = fmt.Errorf("%s=%s: give %s", name, v.text(name), want)
	}
}

func (v *values) flag(name string) bool {
	b, err := strconv.ParseBool(v.text(name))
	if err != nil {
		v.fail(name, "true or false")
	}
	return b
}

func (v *values) whole(name string, most int) int {
	n, err := strconv.Atoi(v.text(name))
	if err != nil || n < 0 || n > most {
		v.fail(name, fmt.Sprintf("a whole number up to %d", most))
	}
	return n
}

// one returns a text out of some.
func (v *values) one(name string, of ...string) string {
	text := v.text(name)
	for _, o := range of {
		if text == o {
			return text
		}
	}
	v.fail(name, "one of "+strings.Join(of, ", "))
	return ""
}

// list returns the parts between commas, nil for none.
func (v *values) list(name string) []string {
	if v.text(name) == "" {
		return nil
	}
	return strings.Split(v.text(name), ",")
}

func (v *values) letter(name string) rune {
	text := v.text(name)
	if text == "tab" {
		return '\t'
	}
	r, n := utf8.DecodeRuneInString(text)
	if n != len(text) || n == 0 {
		v.fail(name, "one character, or tab")
	}
	return r
}

// seconds returns a duration of up to a day.
func (v *values) seconds(name string) float64 {
	x, err := strconv.ParseFloat(v.text(name), 64)
	if err != nil || !(x >= 0 && x <= 86400) || math.Signbit(x) {
		v.fail(name, "seconds, up to 86400")
	}
	return x
}
