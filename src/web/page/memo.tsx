/** A component that renders again only when `isSame` is false. */
import type { Component, ComponentType } from 'preact';

export function memo<P extends object>(
  View: ComponentType<P>,
  isSame: (shown: P, next: P) => boolean,
): ComponentType<P> {
  return function Memo(this: Component<P>, props: P) {
    this.shouldComponentUpdate = (next: Readonly<P>) => !isSame(this.props as P, next as P);
    return <View {...props} />;
  } as ComponentType<P>;
}
