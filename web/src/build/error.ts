/** What a page's build refuses. */
export type PageBuildErrorCode = 'unsaid-message' | 'too-heavy' | 'foreign-module';

export class PageBuildError extends Error {
  override readonly name = 'PageBuildError';
  readonly code: PageBuildErrorCode;

  constructor(code: PageBuildErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
