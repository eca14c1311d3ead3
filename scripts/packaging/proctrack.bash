# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# Completion of proctrack for bash; ./completion puts in the verbs and options. It starts no program of ours: jobs and pids
# come from the extension's own listing.

# _proctrack_column N: one column of the listing, each value once; the head of it, where it is very long.
_proctrack_column() {
    awk -v "column=$1" 'NR > 100000 { exit } !seen[$column]++ { print $column }' \
        "${PROCTRACK_PINS:-/sys/fs/bpf/proctrack}/records" 2> /dev/null
}

_proctrack_pids() {
    (cd /proc && printf '%s\n' [0-9]*)
}

# _proctrack_value VERB OPTION: the values of an option, into words; fails if it takes none.
_proctrack_value() {
    case $2 in
        -f | --filename | --jmx-config)
            compopt -o filenames
            words=$(compgen -f -- "$current")
            ;;
        --overflow) words='track kill' ;;
        --role) words='monitor operator admin' ;;
        --audit) words='text json off' ;;
        -s | --signal) words=$(compgen -A signal SIG) ;;
        --grace | --timeout) words='500ms 10s 2m' ;;
        -j | --job) words=$(_proctrack_column 1) ;;
        --owner) words=$(_proctrack_pids) ;;
        -n) words='' ;;
        -d | --delay | --rounds | --nprocs | --user-share | --history | --limit | --jmx) words='' ;;
        *) return 1 ;;
    esac
}

# _proctrack_argument VERB NUMBER: what can stand there, into words.
_proctrack_argument() {
    case $1,$2 in
        list,1 | kill,1 | wait,1 | unregister,1 | register,1 | adopt,1 | history,1 | tie,1 | untie,1) words=$(_proctrack_column 1) ;;
        find,1) words=$(_proctrack_column 2) ;;
        register,2 | adopt,2 | tie,2) words=$(_proctrack_pids) ;;
        grant,1) words="0 $(compgen -A group)" ;;
        help,1) words=$_proctrack_verbs ;;
    esac
}

# _proctrack_command INDEX: "run" is followed by another command, with a completion of its own.
_proctrack_command() {
    if declare -F _command_offset > /dev/null; then
        _command_offset "$1"
    elif ((COMP_CWORD == $1)); then
        mapfile -t COMPREPLY < <(compgen -c -- "${COMP_WORDS[COMP_CWORD]}")
    else
        compopt -o default
    fi
}

_proctrack() {
    local verb=${COMP_WORDS[1]} current=${COMP_WORDS[COMP_CWORD]} words='' option='' number=0 i word
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "$_proctrack_verbs" -- "$current")
        return
    fi
    # What stands between the verb and the cursor; bash gives --overflow=kill as three words
    for ((i = 2; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [ "$word" = = ]; then
            continue
        elif [ -n "$option" ]; then
            option=''
        elif [ "$verb" = run ] && [ "$word" = -- ]; then
            _proctrack_command $((i + 1))
            return
        elif [[ $word == -* ]]; then
            _proctrack_value "$verb" "$word" && option=$word
        elif [ "$verb" = run ]; then
            _proctrack_command "$i"
            return
        else
            ((number++))
        fi
    done
    words=''
    [ "$current" != = ] || current=''
    if [ -n "$option" ]; then
        _proctrack_value "$verb" "$option"
    elif [[ $current == -* ]]; then
        words=$(_proctrack_options "$verb")
    elif [ "$verb" = run ]; then
        _proctrack_command "$COMP_CWORD"
        return
    else
        _proctrack_argument "$verb" $((number + 1))
    fi
    local IFS=$' \n'
    [ "$option" != -f ] && [ "$option" != --filename ] && [ "$option" != --jmx-config ] || IFS=$'\n'
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -F _proctrack proctrack
