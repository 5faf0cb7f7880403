package deploy

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReadHosts(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	put("kitchen.toml", "[http]\n")
	put("bad.toml", "=\n")
	h, err := ReadHosts(put("hosts.toml", `canary = 2
[[host]]
address = "pi@kitchen.local"
board = "Pi 4"
config = "kitchen.toml"
[[host]]
address = "pi@cellar.local:2222"
`))
	require.NoError(t, err)
	assert.Equal(t, 2, h.Canary)
	assert.Equal(t, 8, h.Parallel)
	assert.Equal(t, Address{"pi", "cellar.local", 2222}, h.Host[1].to)
	assert.Equal(t, "[http]\n", string(h.Host[0].config))
	for name, c := range map[string]struct{ text, want string }{
		"unknown key":   {"[[host]]\naddress = 'pi@one'\nbord = 'x'", `line 3: key "host.bord"`},
		"no host":       {"canary = 1", "0 hosts"},
		"twice":         {"[[host]]\naddress = 'pi@one'\n[[host]]\naddress = 'pi@one:22'", "twice"},
		"bad address":   {"[[host]]\naddress = 'pi@'", "host 1"},
		"no TOML":       {"=", "line 1"},
		"negative":      {"canary = -1\n[[host]]\naddress = 'pi@one'", "canary -1"},
		"no such file":  {"[[host]]\naddress = 'pi@one'\nconfig = 'none.toml'", "none.toml"},
		"bad file":      {"[[host]]\naddress = 'pi@one'\nconfig = 'bad.toml'", "bad.toml"},
		"not a big one": {string(make([]byte, maxHosts+1)), "at most"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadHosts(put("x.toml", c.text))
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func FuzzParseHosts(f *testing.F) {
	f.Add("canary = 1\n[[host]]\naddress = 'pi@one'\n")
	f.Fuzz(func(t *testing.T, s string) {
		h, err := parseHosts([]byte(s))
		if err == nil && (len(h.Host) == 0 || h.Parallel < 1) {
			t.Fatalf("%+v", h)
		}
	})
}
