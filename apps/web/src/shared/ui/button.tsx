import type { ButtonHTMLAttributes, ReactNode } from 'react'

type Look = 'primary' | 'plain' | 'quiet' | 'link'

const LOOKS: Record<Look, string> = {
  primary: 'bg-accent text-on-accent hover:opacity-90 border border-transparent',
  plain: 'border border-field-line bg-surface text-ink hover:bg-accent-soft',
  quiet: 'border border-transparent text-ink hover:bg-accent-soft',
  link: 'border border-transparent text-accent hover:bg-accent-soft',
}

const SHAPE =
  'inline-flex min-h-11 items-center justify-center gap-2 rounded-card text-15 font-medium whitespace-nowrap transition-colors disabled:opacity-60 disabled:cursor-default'

/** The classes of a button, for links that look like one. */
export function buttonClasses(look: Look = 'plain'): string {
  return `${SHAPE} ${LOOKS[look]} px-4`
}

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { look?: Look }

export function Button({ look = 'plain', className = '', type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={`${buttonClasses(look)} ${className}`} {...rest} />
}

type IconButtonProps = Omit<ButtonProps, 'children'> & { label: string; icon: ReactNode }

/** A button of one icon; its label is read aloud and shown on hovering. */
export function IconButton({ label, icon, look = 'quiet', className = '', type = 'button', ...rest }: IconButtonProps) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={`${SHAPE} ${LOOKS[look]} size-11 shrink-0 ${className}`}
      {...rest}
    >
      {icon}
    </button>
  )
}
