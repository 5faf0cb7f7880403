package setup

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
	"edgetune/sensors/chip/chiptest"
)

// updating reports whether the table and the pictures of docs/sensors.md are to be written;
// the flag is that of package chiptest.
func updating() bool { return flag.Lookup("update").Value.String() == "true" }

const (
	page  = "../../docs/sensors.md"
	begin = "<!-- drivers: go test ./sensors/setup -update -->\n"
	end   = "<!-- end -->"
)

// TestPage: the table of docs/sensors.md is the drivers' own list, and every chip has its
// section with its line and its picture.
func TestPage(t *testing.T) {
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	head, rest, ok := strings.Cut(string(text), begin)
	require.True(t, ok, "the mark before the table")
	old, tail, ok := strings.Cut(rest, end)
	require.True(t, ok, "the mark behind the table")
	if updating() {
		require.NoError(t, os.WriteFile(page, []byte(head+begin+table()+end+tail), 0o644))
		return
	}
	assert.Equal(t, table(), old, "go test ./sensors/setup -update writes it")
	for _, d := range Drivers() {
		if d.Kind != "chip" {
			assert.Contains(t, tail, "**"+d.Name+"**")
			continue
		}
		_, section, ok := strings.Cut(tail, "\n### "+d.Name+"\n")
		require.True(t, ok, "a section on %s", d.Name)
		section, _, _ = strings.Cut(section, "\n### ")
		assert.Contains(t, section, "\n    "+d.Line+"\n")
		assert.Contains(t, section, "](sensors/"+d.Name+".svg)")
	}
}

// table lists the drivers for people.
func table() string {
	var b strings.Builder
	b.WriteString("| driver | measures | bus | address | channels | rate | line |\n|---|---|---|---|---|---|---|\n")
	for _, d := range Drivers() {
		var channels []string
		for i, c := range d.Channels {
			channels = append(channels, c+" "+d.Units[i])
		}
		addresses := d.Addresses
		if n := len(addresses); n > 2 {
			addresses = []string{addresses[0] + " to " + addresses[n-1]}
		}
		rate := "-"
		if d.Rate > 0 {
			rate = fmt.Sprintf("%g, up to %g Hz", d.Rate, d.MaxRate)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | `%s` |\n", d.Name, d.Measures, dash(d.Buses), dash(addresses), dash(channels), rate, d.Line)
	}
	return b.String()
}

func dash(list []string) string {
	if len(list) == 0 {
		return "-"
	}
	return strings.Join(list, ", ")
}

// TestPictures: what `edgetune sensors read` shows of each chip, on its register model.
func TestPictures(t *testing.T) {
	for _, d := range Drivers() {
		if d.Kind != "chip" {
			continue
		}
		path := filepath.Join("../../docs/sensors", d.Name+".svg")
		got := picture(t, d)
		if updating() {
			require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
			continue
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(want), got, "go test ./sensors/setup -update writes it")
	}
}

// picture draws a reading as lines of text.
func picture(t *testing.T, d Driver) string {
	lines := []string{"$ edgetune sensors read " + d.Line, fmt.Sprintf("%-12s %12s  %s", "CHANNEL", "VALUE", "UNIT")}
	synctest.Test(t, func(t *testing.T) {
		s, err := Parse(d.Line)
		require.NoError(t, err)
		src, err := Machine{Buses: chiptest.Rigs()[d.Name]()}.Open(s)
		require.NoError(t, err)
		sample := sensors.Sample{Values: make([]float32, src.Info().Layout.Len())}
		require.NoError(t, src.Read(t.Context(), &sample))
		require.NoError(t, src.Close())
		for i, c := range src.Info().Channels {
			lines = append(lines, fmt.Sprintf("%-12s %12.5g  %s", c, sample.Values[i], src.Info().Units[i]))
		}
	})
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="560" height="%d" font-family="monospace" font-size="13">`+"\n", 20*len(lines)+16)
	b.WriteString(`<rect width="100%" height="100%" rx="6" fill="#1e1e1e"/>` + "\n")
	for i, l := range lines {
		fmt.Fprintf(&b, `<text x="12" y="%d" fill="%s" xml:space="preserve">%s</text>`+"\n", 24+20*i, []string{"#8ae234", "#aaaaaa", "#eeeeee"}[min(i, 2)], l)
	}
	b.WriteString("</svg>\n")
	return b.String()
}
