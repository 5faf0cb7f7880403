package setup

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// maxLine bounds the bytes of a line.
const maxLine = 4096

// Parse reads a line "DRIVER [bus=…] [address=…] [rate=…] [channels=a,b] [path=…]
// [name=…] [option=…] …". A value with spaces stands in double quotes. The line is checked as
// [Setting.Check] does.
func Parse(line string) (Setting, error) {
	var s Setting
	words, err := split(line)
	if err != nil {
		return s, fmt.Errorf("sensors/setup: %w", err)
	}
	if len(words) == 0 {
		return s, fmt.Errorf("sensors/setup: an empty line; write a driver and where it is, as bme280 bus=1 address=0x76 rate=1")
	}
	s.Driver = words[0]
	seen := map[string]bool{}
	for _, w := range words[1:] {
		key, value, ok := strings.Cut(w, "=")
		if !ok || key == "" || value == "" {
			return s, fmt.Errorf("sensors/setup: %s: %q: write option=value", s.Driver, w)
		}
		if seen[key] {
			return s, fmt.Errorf("sensors/setup: %s: %s comes twice; give it once", s.Driver, key)
		}
		seen[key] = true
		if err := s.set(key, value); err != nil {
			return s, fmt.Errorf("sensors/setup: %s: %s=%s: %w", s.Driver, key, value, err)
		}
	}
	return s, s.Check()
}

// split cuts a line at spaces outside of double quotes.
func split(line string) (words []string, err error) {
	if len(line) > maxLine {
		return nil, fmt.Errorf("a line of %d bytes; %d is the most", len(line), maxLine)
	}
	var word strings.Builder
	quoted, begun := false, false
	for _, r := range line {
		switch {
		case r == '"':
			quoted, begun = !quoted, true
		case !quoted && strings.ContainsRune(" \t\r\n", r):
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if quoted {
		return nil, fmt.Errorf("%q: a quote is not closed", line)
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}

func (s *Setting) set(key, value string) (err error) {
	switch key {
	case "name":
		s.Name = value
	case "bus":
		s.Bus = Word(value)
	case "address", "addr":
		s.Address = Word(value)
	case "path":
		s.Path = value
	case "channels":
		s.Channels = strings.Split(value, ",")
	case "rate":
		if s.Rate, err = strconv.ParseFloat(value, 64); err != nil || s.Rate == 0 {
			return fmt.Errorf("give samples per second")
		}
	default:
		if s.Options == nil {
			s.Options = Options{}
		}
		s.Options[key] = value
	}
	return nil
}

// String returns the line that [Parse] reads.
func (s Setting) String() string {
	var b strings.Builder
	b.WriteString(s.Driver)
	add := func(key, value string) {
		if strings.ContainsAny(value, " \t\r\n") {
			value = `"` + value + `"`
		}
		if value != "" {
			b.WriteString(" " + key + "=" + value)
		}
	}
	add("name", s.Name)
	add("bus", string(s.Bus))
	add("address", string(s.Address))
	if s.Rate != 0 {
		add("rate", strconv.FormatFloat(s.Rate, 'g', -1, 64))
	}
	add("channels", strings.Join(s.Channels, ","))
	add("path", s.Path)
	for _, key := range slices.Sorted(maps.Keys(s.Options)) {
		add(key, s.Options[key])
	}
	return b.String()
}
