package deploy

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseAddress(t *testing.T) {
	for text, want := range map[string]Address{
		"pi@raspberrypi.local":    {"pi", "raspberrypi.local", 22},
		"pi@192.168.1.20:2222":    {"pi", "192.168.1.20", 2222},
		"pi@[fe80::1%eth0]:2222":  {"pi", "fe80::1%eth0", 2222},
		"pi@fe80::1":              {"pi", "fe80::1", 22},
		"edge_1@board-3.example.": {"edge_1", "board-3.example.", 22},
	} {
		got, err := ParseAddress(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got)
	}
	a, err := ParseAddress("pi@one:2222")
	require.NoError(t, err)
	assert.Equal(t, "pi@one:2222", a.String())
	for _, bad := range []string{"", "pi@", "@one", "pi@one:0", "pi@one:70000", "pi@one:ssh", "-oProxyCommand=x", "pi@-x", "p i@one", "pi@o ne"} {
		_, err := ParseAddress(bad)
		assert.Error(t, err, "%q", bad)
	}
}

func FuzzParseAddress(f *testing.F) {
	f.Add("pi@raspberrypi.local")
	f.Add("pi@[::1]:22")
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAddress(s)
		if err != nil {
			return
		}
		again, err := ParseAddress(a.User + "@" + a.Dial())
		if err != nil || again != a {
			t.Fatalf("%q is %+v, then %+v (%v)", s, a, again, err)
		}
	})
}

func TestParseBoard(t *testing.T) {
	b := parseBoard("uid=1000\nmachine=aarch64\nmodel=Raspberry Pi 4 Model B Rev 1.4\ncpu=CPU part\t: 0xd08\ncores=4\nsystemd=yes\n" +
		"current=/opt/edgetune/releases/abc\nversion={\"event\":\"version\",\"version\":\"v1.0.0\"}\n" +
		"config=bGlzdGVu\nsum 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  /etc/edgetune/edgetune.toml\nnoise\nsum short  x\n")
	assert.Equal(t, Board{
		Model: "Raspberry Pi 4 Model B Rev 1.4", Machine: "aarch64", CPU: "0xd08", Cores: 4, UID: 1000, Systemd: true,
		Release: "abc", Version: "v1.0.0", Config: []byte("listen"),
		Files: map[string]string{"/etc/edgetune/edgetune.toml": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
	}, b)
	assert.Equal(t, "riscv64", Board{Machine: "riscv64"}.Name())
}

// FuzzParseBoard: a board may answer anything.
func FuzzParseBoard(f *testing.F) {
	f.Add("machine=aarch64\nversion={}\nsum x  y")
	f.Fuzz(func(t *testing.T, s string) {
		b := parseBoard(s)
		if _, err := b.Build(); err == nil && machines[b.Machine] == "" {
			t.Fatal("a build for an unknown machine")
		}
	})
}

func TestQuote(t *testing.T) {
	assert.Equal(t, `'it'\''s' '$(x)'`, quoteAll([]string{"it's", "$(x)"}))
}

func TestLayout(t *testing.T) {
	assert.NoError(t, DefaultLayout().check())
	for _, bad := range []string{"opt", "/opt/", "/opt/../etc", "/opt\nx", ""} {
		l := DefaultLayout()
		l.Root = bad
		assert.Error(t, l.check(), "%q", bad)
	}
}

func TestListenOf(t *testing.T) {
	for config, want := range map[string]string{
		"":                                    "127.0.0.1:8080",
		"[http]\nlisten = ':9000'":            "127.0.0.1:9000",
		"[http]\nlisten = '0.0.0.0:9000'":     "127.0.0.1:9000",
		"[http]\nlisten = '192.168.1.5:9000'": "192.168.1.5:9000",
		"[http]\nlisten = '[::1]:9000'":       "[::1]:9000",
	} {
		got, err := listenOf([]byte(config))
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	_, err := listenOf([]byte("[http]\nlisten = ''"))
	assert.ErrorContains(t, err, "http.listen")
	_, err = listenOf([]byte("="))
	assert.Error(t, err)
}
