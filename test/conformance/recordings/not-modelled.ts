/** What real Azure did and the simulator does not, with the reason. */
export interface NotModelled {
  /** Verb and type, without regard to case. */
  readonly of: string;
  /** What is missing, as the judge words it. */
  readonly what: RegExp;
  readonly why: string;
}

/** Every entry must be needed: a test sees to it. */
export const notModelled: readonly NotModelled[] = [
  {
    of: 'DELETE Microsoft.Resources/resourceGroups',
    what: /^then .*loc:200\/None > self:200\/provisioningState=Succeeded$/,
    why: 'the test that was recorded makes the group again at once: the look belongs to another operation',
  },
  {
    of: 'GET Microsoft.Network/virtualNetworks',
    what: /^never answers 404 None$/,
    why: 'a page of HTML from a server in front of Azure, seen for addresses that are none of ARM',
  },
];
