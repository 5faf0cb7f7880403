package deploy

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// Access is how to get into a board.
type Access struct {
	Identity      string // a private key; "" for the agent and the usual files
	Agent         string // the agent's socket, of SSH_AUTH_SOCK
	Home          string // whose .ssh holds the usual files
	KnownHosts    string // "" for .ssh/known_hosts
	AcceptNewHost bool
}

// usualKeys are the files that ssh tries.
var usualKeys = []string{"id_ed25519", "id_ecdsa", "id_rsa"}

// signers lists the keys to try: the one that was named, or the agent's and the usual
// files. The caller closes the agent's connection when it has logged in.
func (a Access) signers() (keys []ssh.Signer, closeAgent func(), err error) {
	closeAgent = func() {}
	if a.Identity != "" {
		key, err := readIdentity(a.Identity)
		var locked *ssh.PassphraseMissingError
		if errors.As(err, &locked) {
			err = fmt.Errorf("deploy: %s has a passphrase; give it to the agent with ssh-add %s and leave --identity out", a.Identity, a.Identity)
		}
		return []ssh.Signer{key}, closeAgent, err
	}
	if conn, err := net.Dial("unix", a.Agent); a.Agent != "" && err == nil {
		closeAgent = func() { conn.Close() }
		keys, _ = agent.NewClient(conn).Signers()
	}
	for _, name := range usualKeys {
		if key, err := readIdentity(filepath.Join(a.Home, ".ssh", name)); err == nil {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		closeAgent()
		return nil, func() {}, fmt.Errorf("deploy: no key to log in with; make one with ssh-keygen -t ed25519 and give it to the board with ssh-copy-id, or name one with --identity")
	}
	return keys, closeAgent, nil
}

func readIdentity(path string) (ssh.Signer, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("deploy: %w", err)
	}
	key, err := ssh.ParsePrivateKey(text)
	if err != nil {
		return nil, fmt.Errorf("deploy: %s: %w", path, err)
	}
	return key, nil
}

func (a Access) knownHosts() string {
	if a.KnownHosts != "" {
		return a.KnownHosts
	}
	return filepath.Join(a.Home, ".ssh", "known_hosts")
}
