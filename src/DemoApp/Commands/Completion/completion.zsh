# Completes realtimecnn in zsh, after compinit: source <(./realtimecnn completion zsh)
_realtimecnn() {
    local command=${words[1]}
    local -a typed found
    typed=("${(@)words[2,CURRENT]}")
    if [[ ${command:t} == demo ]]; then
        command=${command%demo}realtimecnn
        typed=(demo "${typed[@]}")
    fi
    found=("${(@f)$("$command" complete -- "${typed[@]}" 2>/dev/null)}")
    found=(${found:#})
    if (( $#found )); then compadd -a found; else _files; fi
}
compdef _realtimecnn realtimecnn ./realtimecnn ./demo
