/** One choice of a list. */
export interface Choice {
  readonly value: string;
  readonly name: string;
  /** Shown while the choice is pointed at. */
  readonly description?: string;
}

interface Ask {
  /** What the question is known by, in tests and nowhere else. */
  readonly key: string;
  readonly message: string;
}
export interface ChooseAsk extends Ask {
  readonly choices: readonly Choice[];
  readonly initial?: string | undefined;
  /** Typing narrows the list: for long ones. */
  readonly filter?: boolean;
}
export interface TextAsk extends Ask {
  readonly initial?: string | undefined;
  /** What is wrong with an answer, or undefined. */
  readonly check: (answer: string) => string | undefined;
}
export interface YesNoAsk extends Ask {
  readonly initial: boolean;
}

/** How questions reach the person. */
export interface Prompts {
  choose(ask: ChooseAsk): Promise<string>;
  text(ask: TextAsk): Promise<string>;
  yesNo(ask: YesNoAsk): Promise<boolean>;
}
