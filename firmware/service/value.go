package service

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Bytes is a number of bytes, written as 4096, "256K" or "10M".
type Bytes int

var units = []struct {
	letter string
	shift  int
}{{"G", 30}, {"M", 20}, {"K", 10}}

// UnmarshalText reads it.
func (b *Bytes) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	shift := 0
	for _, u := range units {
		if head, ok := strings.CutSuffix(strings.ToUpper(s), u.letter); ok {
			s, shift = head, u.shift
			break
		}
	}
	n, err := strconv.ParseUint(s, 10, 31)
	if err != nil || n > uint64(1<<31-1)>>shift {
		return fmt.Errorf("%q: write bytes as 4096, \"256K\" or \"10M\"", text)
	}
	*b = Bytes(n << shift)
	return nil
}

// UnmarshalTOML reads text or a whole number.
func (b *Bytes) UnmarshalTOML(v any) error {
	switch v := v.(type) {
	case string:
		return b.UnmarshalText([]byte(v))
	case int64:
		return b.UnmarshalText([]byte(strconv.FormatInt(v, 10)))
	}
	return fmt.Errorf("%v: write bytes as 4096, \"256K\" or \"10M\"", v)
}

// String writes it as short as it can be.
func (b Bytes) String() string {
	for _, u := range units {
		if b > 0 && b%(1<<u.shift) == 0 {
			return fmt.Sprint(int(b>>u.shift), u.letter)
		}
	}
	return strconv.Itoa(int(b))
}

// assign sets a field from the text of an environment variable.
func assign(field any, text string) error {
	switch f := field.(type) {
	case *string:
		*f = text
	case *int:
		return set(f, text, strconv.Atoi, "a whole number")
	case *uint32:
		return set(f, text, parseUint32, "a whole number from 0 on")
	case *float64:
		return set(f, text, func(s string) (float64, error) { return strconv.ParseFloat(s, 64) }, "a number")
	case *bool:
		return set(f, text, strconv.ParseBool, "true or false")
	case *time.Duration:
		return set(f, text, time.ParseDuration, "a time with its unit, like 30s")
	case *Bytes:
		return f.UnmarshalText([]byte(text))
	case *[]string:
		*f = nil
		if text != "" {
			*f = strings.Split(text, ",")
		}
	}
	return nil
}

func parseUint32(s string) (uint32, error) {
	n, err := strconv.ParseUint(s, 10, 32)
	return uint32(n), err
}

// set parses text into f; want says what it should have been.
func set[T any](f *T, text string, parse func(string) (T, error), want string) error {
	v, err := parse(text)
	if err != nil {
		return fmt.Errorf("%q: give %s", text, want)
	}
	*f = v
	return nil
}

// Text returns the value of a key in c as TOML writes it.
func (k Key) Text(c *Config) string {
	switch f := k.field(c).(type) {
	case *string:
		return strconv.Quote(*f)
	case *int:
		return strconv.Itoa(*f)
	case *uint32:
		return strconv.FormatUint(uint64(*f), 10)
	case *float64:
		return strconv.FormatFloat(*f, 'g', -1, 64)
	case *bool:
		return strconv.FormatBool(*f)
	case *time.Duration:
		return strconv.Quote(f.String())
	case *Bytes:
		return strconv.Quote(f.String())
	case *[]string:
		quoted := make([]string, len(*f))
		for i, s := range *f {
			quoted[i] = strconv.Quote(s)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	return ""
}
