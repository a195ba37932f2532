/** The SDKs would make a validator for each server, at many times the cost of the rest, to check what nobody asks for. */
export const noValidator = {
  getValidator: (): never => {
    throw new Error('This server asks nothing of its clients.');
  },
};
