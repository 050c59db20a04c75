# Completes realtimecnn in bash: source <(./realtimecnn completion bash)
_realtimecnn() {
    local command=${COMP_WORDS[0]} words=("${COMP_WORDS[@]:1:COMP_CWORD}") found
    if [ "${command##*/}" = demo ]; then
        command=${command%demo}realtimecnn words=(demo "${words[@]}")
    fi
    COMPREPLY=()
    while IFS= read -r found; do
        COMPREPLY+=("$found")
    done < <("$command" complete -- "${words[@]}" 2>/dev/null)
}
complete -o bashdefault -o default -F _realtimecnn realtimecnn ./demo
